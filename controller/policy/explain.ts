import { digestOf } from '../catalog/kinds/digest.ts';
import { type RuleSetResource } from '../catalog/kinds/kinds.ts';
import { distance } from './conditions/distance.ts';
import { judgeCondition, type Witness } from './conditions/judge-condition.ts';
import { type Facts } from './facts.ts';
import { defaultPriority } from './load/check-order.ts';
import { parseRuleSet, type ParsedRule, type ParsedRuleSet } from './load/parse-rule-set.ts';
import { type Hit, type Verdict } from './verdict.ts';

/** What became of one rule. `overtaken`: true, but with the hit policy `first` a rule of higher priority came before it. */
export interface RuleExplanation {
  readonly rule: string;
  readonly description?: string;
  readonly priority: number;
  readonly outcome: 'fired' | 'not-true' | 'overtaken';
  /** What the rule says when it is true. */
  readonly type: string;
  /** What it said, when it fired. */
  readonly hit?: Hit;
  /** How many comparisons would have to come out otherwise for it to be true; 0 when it is. Ranks near misses. */
  readonly missing: number;
  /** The comparison that settled the rule: for one that is not true, the first that failed. */
  readonly because: Witness;
}

export interface Explanation {
  readonly ruleSet: string;
  /** Whether the rule set is still the one that the verdict came from; when not, the reasons are those of the present one. */
  readonly sameRules: boolean;
  /** In the order of judgement. */
  readonly rules: readonly RuleExplanation[];
}

/** Why a verdict over facts was what it was, rule by rule. Fails with RULES_INVALID when the rule set is no longer sound. */
export function explainVerdict(resource: RuleSetResource, facts: Facts, verdict: Verdict): Explanation {
  const parsed = parseRuleSet(resource);
  if ('problems' in parsed) throw parsed.problems[0] ?? new TypeError('expected a problem');
  const ordered = parsed.rules.toSorted((a, b) => priorityOf(b) - priorityOf(a));
  return {
    ruleSet: resource.metadata.name,
    sameRules: digestOf(resource.spec) === verdict.digest,
    rules: ordered.map((rule) => explainRule(rule, parsed, facts, verdict)),
  };
}

function explainRule(parsed: ParsedRule, { named }: ParsedRuleSet, facts: Facts, verdict: Verdict): RuleExplanation {
  const { rule } = parsed;
  const { holds, witness } = judgeCondition(parsed.condition, facts, named);
  const hit = verdict.hits.find((each) => each.rule === rule.name);
  return {
    rule: rule.name,
    ...(rule.description === undefined ? {} : { description: rule.description }),
    priority: priorityOf(parsed),
    outcome: hit !== undefined ? 'fired' : holds ? 'overtaken' : 'not-true',
    type: rule.event.type,
    ...(hit === undefined ? {} : { hit }),
    missing: distance(parsed.condition, facts, named),
    because: witness,
  };
}

function priorityOf({ rule }: ParsedRule): number {
  return rule.priority ?? defaultPriority;
}
