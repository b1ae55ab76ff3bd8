import { drawRounds } from './draw-rounds.ts';
import { type FaultPlan, faultPlans } from './fault-plan.ts';
import type { Turn } from './play-matrix.ts';
import { playRound } from './play-round.ts';
import { playStorm } from './play-storm.ts';

export interface Wanted {
  readonly seeds: readonly number[];
  /** Points that begin so. */
  readonly points: readonly string[];
  /** Storms a seed. */
  readonly storms: number;
}

/** Rounds of every seed: each point once, then storms. */
export function planTurns({ seeds, points, storms }: Wanted, times: ReadonlyMap<string, number>): readonly Turn[] {
  const plans = faultPlans.filter(({ point }) => points.some((begin) => point.startsWith(begin)));
  return seeds.flatMap((seed) => [
    ...drawRounds(seed, plans, (plan) => mostOf(plan, times)).map(
      (strikes): Turn =>
        (lane) =>
          playRound(lane, strikes),
    ),
    ...Array.from(
      { length: storms },
      (_, index): Turn =>
        (lane) =>
          playStorm(lane, seed * 1000 + index),
    ),
  ]);
}

/** The one round that a line of an earlier run told of: `POINT:NTH POINT:NTH` or `storm:SEED`. Throws for anything else. */
export function turnOf(again: string): Turn {
  const [name, seed] = again.split(':');
  if (name === 'storm') return (lane) => playStorm(lane, Number(seed));
  const strikes = again.split(' ').map((each) => {
    const [point, nth] = each.split(':');
    const plan = faultPlans.find((one) => one.point === point);
    if (plan === undefined) throw new Error(`expected POINT:NTH, found ${each}`);
    return { plan, nth: Number(nth ?? 1) };
  });
  return (lane) => playRound(lane, strikes);
}

// Two processes share what comes to a point; each of them must come to it as often.
function mostOf({ point, beside }: FaultPlan, times: ReadonlyMap<string, number>): number {
  return beside === undefined ? Math.floor((times.get(point) ?? 1) / 2) : 1;
}
