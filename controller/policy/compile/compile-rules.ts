import { type Rule } from '../../catalog/kinds/rule-set.ts';
import { judgeCondition } from '../conditions/judge-condition.ts';
import { type Facts } from '../facts.ts';
import { defaultPriority } from '../load/check-order.ts';
import { type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { timingOf, type Timing } from '../time/timing.ts';

export interface CompiledRule {
  readonly rule: Rule;
  readonly shadow: boolean;
  /** For a rule that remembers. */
  readonly timing: Timing | undefined;
  /** Whether its conditions are true now. Fails with a TypeError where a list is needed and there is none. */
  readonly holds: (facts: Facts) => boolean;
}

/** Rules in the order of judgement: by priority, highest first, then as they were defined. */
export function compileRules({ rules, named }: Pick<ParsedRuleSet, 'rules' | 'named'>): readonly CompiledRule[] {
  const ordered = rules.toSorted((a, b) => priorityOf(b.rule) - priorityOf(a.rule));
  return ordered.map(({ rule, condition }) => ({
    rule,
    shadow: rule.mode === 'shadow',
    timing: timingOf(rule),
    holds: (facts) => judgeCondition(condition, facts, named).holds,
  }));
}

function priorityOf({ priority = defaultPriority }: Rule): number {
  return priority;
}
