import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { Facts, FactValue } from '../facts.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import type { Timers } from '../timers.ts';
import type { Verdict } from '../verdict.ts';
import { factRegistry } from '../stages/registry.ts';
import { advanceFacts, mayBeUnbegun } from './advance-facts.ts';
import { prepareCrossings } from './crossings.ts';
import { sameVerdict } from './same-verdict.ts';
import { timingOf, type Timing } from './timing.ts';

export type NextChange = (facts: Facts) => number | undefined;

/** Times that are tried before the next one is given untried: waking early does no harm, holding up the process does. */
const mostTried = 64;
const mostRulesTried = 100_000;
const fewestTried = 4;

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
  const crossings = prepareCrossings(stage, conditions);
  const timings = parsed.rules.flatMap(({ rule }) => {
    const timing = timingOf(rule);
    return timing === undefined ? [] : [{ rule: rule.name, timing }];
  });
  const tried = Math.max(fewestTried, Math.min(mostTried, Math.floor(mostRulesTried / parsed.rules.length)));
  if (crossings === undefined && timings.length === 0) return () => undefined;
  return (facts) => {
    const verdict = evaluate(facts);
    const settled = { ...facts, ...timerFact(facts, verdict) };
    const times = inOrder(settled, [
      ...(crossings?.(settled, tried + 1) ?? []),
      ...ends(verdict.timers ?? {}, timings),
    ]);
    const isOther = (later: Facts): boolean => !sameVerdict(evaluate(later), verdict);
    // Of what may not have begun to move, it is not known whether it will have: the earlier change of the two is given.
    const mayWait = Object.entries(factRegistry[stage]).some(([fact, each]) => mayBeUnbegun(each, facts[fact]));
    const isChange = (at: number): boolean =>
      isOther(advanceFacts(stage, settled, at)) || (mayWait && isOther(advanceFacts(stage, settled, at, true)));
    return times.slice(0, tried).find(isChange) ?? times[tried];
  };
}

interface TimedRule {
  readonly rule: string;
  readonly timing: Timing;
}

function inOrder(facts: Facts, times: readonly number[]): readonly number[] {
  const now = Number(facts['now']);
  const later = times.filter((at) => at > now && Number.isSafeInteger(at));
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
