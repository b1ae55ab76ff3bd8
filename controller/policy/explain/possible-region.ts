import type { Facts, FactValue } from '../facts.ts';
import { meet, regionOf, wholeSpace, type Region } from '../regions/region.ts';
import type { Space } from '../regions/space.ts';
import {
  complement,
  everyNumberFrom,
  everything,
  intersect,
  isEmpty,
  setOf,
  union,
  type ValueSet,
} from '../regions/value-set.ts';
import { msPerUnitOf } from '../time/advance-facts.ts';

/** The snapshots in which some facts are what they are; undefined when the facts themselves cannot be. */
export function fixedTo(facts: Facts, names: readonly string[], space: Space): Region | undefined {
  const known = names.filter((fact) => Object.hasOwn(space.table, fact));
  return meetAll(known.map((fact) => within(fact, setOf([facts[fact] ?? null]), space)));
}

/** The snapshots in which a fact is not what it is. */
export function otherThan(facts: Facts, fact: string, space: Space): Region | undefined {
  return within(fact, complement(setOf([facts[fact] ?? null])), space);
}

/** The snapshots in which nothing that follows the clock has gone back, and nothing has fallen that only grows. */
export function onwards(facts: Facts, space: Space): Region | undefined {
  return meetAll(
    Object.entries(space.table).map(([fact, definition]) => {
      if (definition.grows === true) return within(fact, onFrom(facts[fact], true), space);
      const msPerUnit = msPerUnitOf(definition, facts);
      return msPerUnit === undefined ? wholeSpace : within(fact, onFrom(facts[fact], msPerUnit > 0), space);
    }),
  );
}

/** The snapshots in which nothing has fallen that only grows; what is counted anew with some fact may have. */
export function notUndone(facts: Facts, anew: string | undefined, space: Space): Region | undefined {
  return meetAll(
    Object.entries(space.table)
      .filter(([, { grows, anewWith }]) => grows === true && (anew === undefined || anewWith !== anew))
      .map(([fact]) => within(fact, onFrom(facts[fact], true), space)),
  );
}

/** What lies in all of them; undefined when nothing does. */
export function meetAll(regions: readonly (Region | undefined)[]): Region | undefined {
  return regions.reduce<Region | undefined>(
    (all, region) => (all === undefined || region === undefined ? undefined : meet(all, region)),
    wholeSpace,
  );
}

function within(fact: string, set: ValueSet, space: Space): Region | undefined {
  const variable = space.valueOf({ fact });
  const possible = intersect(variable.domain, set);
  return isEmpty(possible) ? undefined : regionOf(variable, possible);
}

function onFrom(value: FactValue | undefined, isGrowing: boolean): ValueSet {
  if (value === true && isGrowing) return setOf([true]);
  if (typeof value !== 'number') return everything;
  const above = everyNumberFrom(value);
  return isGrowing ? above : union(complement(above), setOf([value]));
}
