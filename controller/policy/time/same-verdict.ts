import type { Timer, Timers } from '../timers.ts';
import type { Verdict } from '../verdict.ts';

/**
 * Whether two verdicts of one rule set come to the same: the same rules fire, cannot be judged or would fire, and remember
 * the same. What goes with a hit is left out: it may follow the clock all along.
 */
export function sameVerdict(a: Verdict, b: Verdict): boolean {
  return (
    sameRules(a.hits, b.hits) &&
    sameRules(a.faults, b.faults) &&
    (a.shadow === undefined) === (b.shadow === undefined) &&
    sameRules(a.shadow?.hits, b.shadow?.hits) &&
    sameRules(a.shadow?.faults, b.shadow?.faults) &&
    sameTimers(a.timers ?? {}, b.timers ?? {})
  );
}

type Rules = readonly { readonly rule: string }[];

function sameRules(a: Rules = [], b: Rules = []): boolean {
  return a.length === b.length && a.every(({ rule }, index) => rule === b[index]?.rule);
}

/** Whether the same is remembered. */
export function sameTimers(a: Timers, b: Timers): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => sameTimer(a[name], b[name]));
}

function sameTimer(a: Timer | undefined, b: Timer | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.since === b.since && a.firing === b.firing && a.until === b.until && sameTimes(a.onsets, b.onsets);
}

function sameTimes(a: readonly number[] = [], b: readonly number[] = []): boolean {
  return a.length === b.length && a.every((at, index) => at === b[index]);
}
