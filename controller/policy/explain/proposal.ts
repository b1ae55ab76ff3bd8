import type { Facts } from '../facts.ts';
import { factsIn } from '../regions/facts-in.ts';
import type { Region } from '../regions/region.ts';
import type { Space } from '../regions/space.ts';
import { advanceFacts, msPerUnitOf } from '../time/advance-facts.ts';
import { factsDifference, stepsOf, type FactChange } from './facts-difference.ts';

/** A snapshot near to another one, and what has to happen for it to come about. */
export interface Proposal {
  readonly region: Region;
  readonly facts: Facts;
  readonly change: { readonly changes: readonly FactChange[]; readonly inMs?: number };
  /** The number of facts that change, and after it the size of the steps. */
  readonly cost: number;
}

// More than any sum of steps, so that fewer facts always come first.
const costOfFact = 1000;

/** The snapshot of a region that is nearest to `base`; undefined when none was found. */
export function proposalIn(region: Region, space: Space, base: Facts): Proposal | undefined {
  const near = factsIn(region, space, base);
  if (near === undefined) return undefined;
  const all = factsDifference(base, near);
  // With the phase, the clocks that count from its beginning start anew.
  const follows = all.some(({ fact }) => fact === 'phase') ? [] : all.filter((one) => waitOf(one, space, base) > 0);
  const changes = all.filter((change) => !follows.includes(change));
  const inMs = Math.max(0, ...follows.map((change) => waitOf(change, space, base)));
  const facts =
    inMs === 0 ? near : { ...advanceFacts(space.stage, base, Number(base['now']) + inMs), ...taken(changes, near) };
  return {
    region,
    facts,
    change: inMs === 0 ? { changes } : { changes, inMs },
    cost: all.length * costOfFact + Math.min(stepsOf(all), costOfFact - 1),
  };
}

// Of a fact that follows the clock, how many ms it takes; 0 for any other. Time has no parts of a ms here.
function waitOf({ fact, path, from, to }: FactChange, { table }: Space, base: Facts): number {
  const definition = table[fact];
  const msPerUnit = definition === undefined || path !== undefined ? undefined : msPerUnitOf(definition, base);
  if (msPerUnit === undefined || typeof from !== 'number' || typeof to !== 'number') return 0;
  return Math.ceil(Math.round((to - from) * msPerUnit * 1000) / 1000);
}

function taken(changes: readonly FactChange[], facts: Facts): Facts {
  return Object.fromEntries(changes.map(({ fact }) => [fact, facts[fact] ?? null]));
}
