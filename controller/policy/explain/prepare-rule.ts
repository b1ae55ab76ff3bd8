import type { Rule } from '../../catalog/kinds/rule-set.ts';
import type { Place } from '../../errors/maios-error.ts';
import type { At } from '../conditions/condition.ts';
import { isRecord } from '../conditions/json.ts';
import type { Facts } from '../facts.ts';
import { defaultPriority } from '../load/check-order.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import { formatPath } from '../load/problems.ts';
import { stepTimer } from '../time/step-timer.ts';
import { timingOf, type Timing } from '../time/timing.ts';
import type { Timer } from '../timers.ts';
import type { Hit, RuleFault, Verdict } from '../verdict.ts';
import type { ExplainedCondition } from './explained-condition.ts';
import type { ExplainedRule, RuleOutcome } from './explained-rule.ts';
import { conditionPreparer } from './prepare-condition.ts';
import type { PreparedCondition } from './prepared-condition.ts';

/** What the rules said, by rule. */
export interface Said {
  readonly hits: ReadonlyMap<string, Hit>;
  /** Those of rules in shadow among them. */
  readonly faults: ReadonlyMap<string, RuleFault>;
  readonly timers: Verdict['timers'];
}

export interface PreparedRule {
  readonly name: string;
  explain(facts: Facts, said: Said): ExplainedRule;
  readonly lacking: PreparedCondition['lacking'];
  readonly distance: PreparedCondition['distance'];
}

/** The rules of a set in the order of judgement: by priority, highest first, then as they were defined. */
export function prepareRules(
  { rules, named }: ParsedRuleSet,
  placeOf: ((at: At) => Place | undefined) | undefined,
): readonly PreparedRule[] {
  const prepare = conditionPreparer({ named, placeOf });
  const ordered = rules.toSorted((a, b) => priorityOf(b.rule) - priorityOf(a.rule));
  return ordered.map((parsed) => {
    const { rule } = parsed;
    const at = parsed.at.slice(0, -1);
    const head = headOf(rule, formatPath(at), placeOf?.(at));
    const conditions = prepare(parsed.condition);
    const timing = timingOf(rule);
    // A copy of an object that has all its members costs half of one that grows.
    const blank: ExplainedRule = { ...head, outcome: 'not-true', conditions: conditions.skipped };
    return {
      name: rule.name,
      explain(facts, said) {
        const tree = conditions.explain(facts);
        const outcome = outcomeOf({ rule, timing, tree, facts, said });
        const details = detailsOf(rule, said);
        return details === undefined
          ? { ...blank, outcome, conditions: tree }
          : { ...head, outcome, ...details, conditions: tree };
      },
      lacking: conditions.lacking,
      distance: conditions.distance,
    };
  });
}

type Static = Omit<ExplainedRule, 'outcome' | 'hit' | 'fault' | 'timer' | 'conditions'>;

function headOf(rule: Rule, at: string, place: Place | undefined): Static {
  const { name, description, mode = 'enforce', for: held, keepFor, rate, event } = rule;
  const timing = {
    ...(held === undefined ? {} : { for: held }),
    ...(keepFor === undefined ? {} : { keepFor }),
    ...(rate === undefined ? {} : { rate }),
  };
  return {
    rule: name,
    ...(description === undefined ? {} : { description }),
    at,
    ...(place === undefined ? {} : { place }),
    priority: priorityOf(rule),
    ...(mode === 'enforce' ? {} : { mode }),
    ...(Object.keys(timing).length === 0 ? {} : { timing }),
    type: event.type,
  };
}

interface Explaining {
  readonly rule: Rule;
  readonly timing: Timing | undefined;
  readonly tree: ExplainedCondition;
  readonly facts: Facts;
  readonly said: Said;
}

function outcomeOf({ rule, timing, tree, facts, said }: Explaining): RuleOutcome {
  const isTrue = tree.outcome === 'true';
  if (tree.outcome === 'fault' || said.faults.has(rule.name)) return 'fault';
  if (said.hits.has(rule.name)) return isTrue ? 'fired' : 'kept';
  if (!isActive(rule, timing, isTrue, facts)) return isTrue ? 'held-back' : 'not-true';
  return rule.mode === 'shadow' ? 'shadow' : 'overtaken';
}

function isActive(rule: Rule, timing: Timing | undefined, isTrue: boolean, facts: Facts): boolean {
  if (timing === undefined) return isTrue;
  return stepTimer(timing, isTrue, timerOf(facts, rule.name), Number(facts['now'])).active;
}

// The facts come from our own record of an earlier verdict; what is not a timer is none.
function timerOf(facts: Facts, rule: string): Timer {
  const all = facts['timers'];
  const timer = isRecord(all) && Object.hasOwn(all, rule) ? all[rule] : undefined;
  return isRecord(timer) ? timer : {};
}

function detailsOf({ name }: Rule, { hits, faults, timers }: Said): Partial<ExplainedRule> | undefined {
  const hit = hits.get(name);
  const fault = faults.get(name);
  const timer = timers?.[name];
  if (hit === undefined && fault === undefined && timer === undefined) return undefined;
  return {
    ...(hit === undefined ? {} : { hit }),
    ...(fault === undefined ? {} : { fault: fault.message }),
    ...(timer === undefined ? {} : { timer }),
  };
}

function priorityOf({ priority = defaultPriority }: Rule): number {
  return priority;
}
