import { type Facts } from '../facts.ts';
import { meet, regionOf, wholeSpace, type Region } from '../regions/region.ts';
import { type Space } from '../regions/space.ts';
import { complement, everyNumberFrom, intersect, isEmpty, setOf, union, type ValueSet } from '../regions/value-set.ts';
import { msPerUnitOf } from '../time/advance-facts.ts';

/** The snapshots in which some facts are what they are; undefined when the facts themselves cannot be. */
export function fixedTo(facts: Facts, names: readonly string[], space: Space): Region | undefined {
  const known = names.filter((fact) => Object.hasOwn(space.table, fact));
  return meetAll(known.map((fact) => within(fact, setOf([facts[fact] ?? null]), space)));
}

/** The snapshots in which of some facts, those that follow the clock have not gone back. */
export function onwards(facts: Facts, names: readonly string[], space: Space): Region | undefined {
  const moving = Object.entries(space.table).flatMap(([fact, definition]) => {
    if (!names.includes(fact)) return [];
    const msPerUnit = msPerUnitOf(definition, facts);
    const value = facts[fact];
    return msPerUnit === undefined || typeof value !== 'number'
      ? []
      : [within(fact, from(value, msPerUnit > 0), space)];
  });
  return meetAll(moving);
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

function from(value: number, isGrowing: boolean): ValueSet {
  const above = everyNumberFrom(value);
  return isGrowing ? above : union(complement(above), setOf([value]));
}
