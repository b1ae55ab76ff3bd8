import { type Facts } from '../facts.ts';
import { factsIn } from '../regions/facts-in.ts';
import { type Region } from '../regions/region.ts';
import { type Space } from '../regions/space.ts';
import { advanceFacts, msPerUnitOf } from '../time/advance-facts.ts';
import { factsDifference, stepsOf, type FactChange } from './facts-difference.ts';

/** A snapshot near to another one, and what has to happen for it to come about. */
export interface Proposal {
  readonly region: Region;
  readonly facts: Facts;
  readonly change: { readonly changes: readonly FactChange[]; readonly inMs?: number };
  /** The number of facts that change, and after it the size of the steps. */
  readonly cost: number;
  /** Whether it can come about: time does not go back. */
  readonly isPossible: boolean;
}

// More than any sum of steps, so that fewer facts always come first.
const costOfFact = 1000;

/** The snapshot of a region that is nearest to `base`; undefined when none was found. */
export function proposalIn(region: Region, space: Space, base: Facts): Proposal | undefined {
  const near = factsIn(region, space, base);
  if (near === undefined) return undefined;
  const all = factsDifference(base, near);
  const waits = all.flatMap((change) => waitOf(change, space, base) ?? []);
  const changes = all.filter((change) => waitOf(change, space, base) === undefined);
  const inMs = Math.max(0, ...waits);
  const facts =
    inMs === 0 ? near : { ...advanceFacts(space.stage, base, Number(base['now']) + inMs), ...changed(changes, near) };
  return {
    region,
    facts,
    change: inMs === 0 ? { changes } : { changes, inMs },
    cost: all.length * costOfFact + Math.min(stepsOf(all), costOfFact - 1),
    isPossible: waits.every((ms) => ms >= 0),
  };
}

// Of the facts that follow the clock it is only said how long they take.
function waitOf({ fact, path, from, to }: FactChange, { table }: Space, base: Facts): number | undefined {
  const definition = table[fact];
  const msPerUnit = definition === undefined || path !== undefined ? undefined : msPerUnitOf(definition, base);
  if (msPerUnit === undefined || typeof from !== 'number' || typeof to !== 'number') return undefined;
  return Math.ceil(Math.round((to - from) * msPerUnit * 1000) / 1000);
}

function changed(changes: readonly FactChange[], facts: Facts): Facts {
  return Object.fromEntries(changes.map(({ fact }) => [fact, facts[fact] ?? null]));
}
