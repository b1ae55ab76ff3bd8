import { type Rule } from '../../catalog/kinds/rule-set.ts';
import { type Place } from '../../errors/maios-error.ts';
import { type At } from '../conditions/condition.ts';
import { isRecord } from '../conditions/json.ts';
import { type Facts } from '../facts.ts';
import { defaultPriority } from '../load/check-order.ts';
import { type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { formatPath } from '../load/problems.ts';
import { stepTimer } from '../time/step-timer.ts';
import { timingOf, type Timing } from '../time/timing.ts';
import { type Timer } from '../timers.ts';
import { type Hit, type RuleFault, type Verdict } from '../verdict.ts';
import { type ExplainedComparison, type ExplainedCondition } from './explained-condition.ts';
import { type ExplainedRule, type RuleOutcome } from './explained-rule.ts';
import { conditionPreparer } from './prepare-condition.ts';

/** What the rules said, by rule. */
export interface Said {
  readonly hits: ReadonlyMap<string, Hit>;
  readonly faults: ReadonlyMap<string, RuleFault>;
  readonly verdict: Verdict;
}

export interface PreparedRule {
  readonly name: string;
  explain(facts: Facts, said: Said): ExplainedRule;
  lacking(facts: Facts, wanted: boolean): readonly ExplainedComparison[];
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
    return {
      name: rule.name,
      explain(facts, said) {
        const tree = conditions.explain(facts);
        const outcome = outcomeOf(rule, tree, said, () => isActive(rule, timing, tree, facts));
        return { ...head, outcome, ...detailsOf(rule, said), conditions: tree };
      },
      lacking: (facts, wanted) => conditions.lacking(facts, wanted),
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

function outcomeOf(rule: Rule, { outcome }: ExplainedCondition, said: Said, active: () => boolean): RuleOutcome {
  if (outcome === 'fault' || said.faults.has(rule.name)) return 'fault';
  if (said.hits.has(rule.name)) return outcome === 'true' ? 'fired' : 'kept';
  if (!active()) return outcome === 'true' ? 'held-back' : 'not-true';
  return rule.mode === 'shadow' ? 'shadow' : 'overtaken';
}

function isActive(rule: Rule, timing: Timing | undefined, { outcome }: ExplainedCondition, facts: Facts): boolean {
  if (timing === undefined) return outcome === 'true';
  return stepTimer(timing, outcome === 'true', timerOf(facts, rule.name), Number(facts['now'])).active;
}

// The facts come from our own record of an earlier verdict; what is not a timer is none.
function timerOf(facts: Facts, rule: string): Timer {
  const all = facts['timers'];
  const timer = isRecord(all) && Object.hasOwn(all, rule) ? all[rule] : undefined;
  return isRecord(timer) ? timer : {};
}

function detailsOf({ name }: Rule, said: Said): Pick<ExplainedRule, 'hit' | 'fault' | 'timer'> {
  const hit = said.hits.get(name);
  const fault = said.faults.get(name) ?? said.verdict.shadow?.faults?.find(({ rule }) => rule === name);
  const timer = said.verdict.timers?.[name];
  return {
    ...(hit === undefined ? {} : { hit }),
    ...(fault === undefined ? {} : { fault: fault.message }),
    ...(timer === undefined ? {} : { timer }),
  };
}

function priorityOf({ priority = defaultPriority }: Rule): number {
  return priority;
}
