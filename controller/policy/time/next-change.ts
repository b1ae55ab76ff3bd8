import { canonicalJson } from '../../catalog/kinds/digest.ts';
import { type Stage } from '../../catalog/kinds/rule-set.ts';
import { type Comparison } from '../conditions/condition.ts';
import { type Facts, type FactValue } from '../facts.ts';
import { type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { type Timers } from '../timers.ts';
import { type Hit, type Verdict } from '../verdict.ts';
import { factRegistry } from '../stages/registry.ts';
import { advanceFacts, mayBeUnbegun } from './advance-facts.ts';
import { comparisonsInTime, crossingsOf } from './crossings.ts';
import { timingOf, type Timing } from './timing.ts';

export type NextChange = (facts: Facts) => number | undefined;

/** Verdicts that are tried before the next time is given untried: waking early does no harm. */
const mostTried = 64;

/**
 * When the verdict of a rule set next changes though nothing happens but that time passes (ms since 1970): other rules
 * fire, would fire, or remember something else. What goes with a hit may follow the clock all along and does not count.
 * Found by trying each time at which a comparison or a timer can come out otherwise, in their order.
 */
export function createNextChange(
  parsed: Pick<ParsedRuleSet, 'rules' | 'named'> & { readonly spec: { readonly stage: Stage } },
  evaluate: (facts: Facts) => Verdict,
): NextChange {
  const { stage } = parsed.spec;
  const conditions = [...parsed.rules.map(({ condition }) => condition), ...parsed.named.values()];
  const comparisons = comparisonsInTime(stage, conditions);
  const timings = parsed.rules.flatMap(({ rule }) => {
    const timing = timingOf(rule);
    return timing === undefined ? [] : [{ rule: rule.name, timing }];
  });
  if (comparisons.length === 0 && timings.length === 0) return () => undefined;
  return (facts) => {
    const verdict = evaluate(facts);
    const settled = { ...facts, ...timerFact(facts, verdict) };
    const times = candidates(stage, settled, comparisons, ends(verdict.timers ?? {}, timings));
    const now = signature(verdict);
    const isOther = (later: Facts): boolean => signature(evaluate(later)) !== now;
    // Of what may not have begun to move, it is not known whether it will have: the earlier change of the two is given.
    const mayWait = Object.entries(factRegistry[stage]).some(([fact, each]) => mayBeUnbegun(each, facts[fact]));
    const isChange = (at: number): boolean =>
      isOther(advanceFacts(stage, settled, at)) || (mayWait && isOther(advanceFacts(stage, settled, at, true)));
    return times.slice(0, mostTried).find(isChange) ?? times[mostTried];
  };
}

interface TimedRule {
  readonly rule: string;
  readonly timing: Timing;
}

function candidates(
  stage: Stage,
  facts: Facts,
  comparisons: readonly Comparison[],
  timerEnds: readonly number[],
): readonly number[] {
  const now = Number(facts['now']);
  const crossings = comparisons.flatMap((comparison) => crossingsOf(stage, facts, comparison));
  const later = [...crossings, ...timerEnds].filter((at) => at > now && Number.isSafeInteger(at));
  return [...new Set(later)].toSorted((a, b) => a - b);
}

/** When what rules remember makes a difference by itself. */
function ends(timers: Timers, timings: readonly TimedRule[]): readonly number[] {
  return timings.flatMap(({ rule, timing }) => {
    const timer = Object.hasOwn(timers, rule) ? timers[rule] : undefined;
    if (timer === undefined) return [];
    const { since, until, onsets = [] } = timer;
    return [
      ...(since === undefined ? [] : [since + timing.forMs]),
      ...(until === undefined ? [] : [until]),
      ...onsets.map((at) => at + (timing.rate?.withinMs ?? 0)),
    ];
  });
}

// What the verdict wants remembered will have been, by the time that it is asked again.
function timerFact(facts: Facts, { timers }: Verdict): Facts {
  if (timers === undefined || !('timers' in facts)) return {};
  return {
    timers: Object.fromEntries(
      Object.entries(timers).map(([rule, timer]): [string, FactValue] => [rule, { ...timer }]),
    ),
  };
}

function signature({ hits, faults = [], shadow, timers = {} }: Verdict): string {
  const names = (list: readonly Pick<Hit, 'rule'>[]): readonly string[] => list.map(({ rule }) => rule);
  return canonicalJson([
    names(hits),
    names(faults),
    shadow === undefined ? null : [names(shadow.hits), names(shadow.faults ?? [])],
    timers,
  ]);
}
