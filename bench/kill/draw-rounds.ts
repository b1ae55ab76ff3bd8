import { createRandom, type Random } from '../random.ts';
import { type FaultPlan, losesRun } from './fault-plan.ts';

/** A point, and which of the times that a process comes to it is the one. */
export interface Strike {
  readonly plan: FaultPlan;
  readonly nth: number;
}

/** Rounds in which a seed strikes at each point once: one of the servers' and one of the workers' in the same round. */
export function drawRounds(
  seed: number,
  plans: readonly FaultPlan[],
  mostOf: (plan: FaultPlan) => number,
): readonly (readonly Strike[])[] {
  const random = createRandom(seed);
  const workers = new Set(
    shuffled(
      random,
      plans.filter(({ role }) => role === 'workers'),
    ),
  );
  // What needs a lost run chooses first.
  const others = shuffled(
    random,
    plans.filter(({ role }) => role !== 'workers'),
  ).toSorted((one, other) => Number(other.loses === 'needed') - Number(one.loses === 'needed'));
  const rounds = others.map((plan) => [plan, ...partnerOf(plan, workers)]);
  return [...rounds, ...[...workers].map((plan) => [plan])].map((round) =>
    round.map((plan) => ({ plan, nth: 1 + random.below(Math.max(1, mostOf(plan))) })),
  );
}

function partnerOf({ loses }: FaultPlan, workers: Set<FaultPlan>): readonly FaultPlan[] {
  if (loses === 'never') return [];
  const partner = [...workers].find((plan) => loses === undefined || losesRun(plan));
  if (partner === undefined) return [];
  workers.delete(partner);
  return [partner];
}

function shuffled<T>(random: Random, values: readonly T[]): readonly T[] {
  return random.pickSome(values, values.length);
}
