import { type Facts } from '../facts.ts';
import { covers, hasValue, intersect, isEmpty, subtract, type ValueSet } from './value-set.ts';
import { readVariable, type Variable } from './variable.ts';

export interface Constraint {
  readonly variable: Variable;
  readonly set: ValueSet;
}

/** The snapshots in which each of some variables is within a set; by key. Every other variable is free. Never empty. */
export type Region = ReadonlyMap<string, Constraint>;

/** All snapshots of the stage. */
export const wholeSpace: Region = new Map();

export function regionOf(variable: Variable, set: ValueSet): Region {
  return new Map([[variable.key, { variable, set }]]);
}

/** What lies in both; undefined when nothing does. */
export function meet(a: Region, b: Region): Region | undefined {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  const merged = new Map(many);
  for (const [key, { variable, set }] of few) {
    const before = merged.get(key);
    const both = before === undefined ? set : intersect(before.set, set);
    if (isEmpty(both)) return undefined;
    merged.set(key, { variable, set: both });
  }
  return few.size === 0 || settle(merged) !== undefined ? merged : undefined;
}

/** The same region with all that follows from it: undefined when that cannot be. */
export function settle(region: Region): Region | undefined {
  const settled = new Map(region);
  const waiting = [...region.values()];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { when, variable, set } of next.variable.implies) {
      const now = settled.get(next.variable.key)?.set ?? next.set;
      const before = settled.get(variable.key)?.set ?? variable.domain;
      if (!covers(when, now) || covers(set, before)) continue;
      const both = intersect(before, set);
      if (isEmpty(both)) return undefined;
      settled.set(variable.key, { variable, set: both });
      waiting.push({ variable, set: both });
    }
  }
  return hasRoom(settled) ? settled : undefined;
}

/** What is in `a` and not in `b`, as regions that do not overlap. */
export function subtractRegion(a: Region, b: Region): readonly Region[] {
  if (meet(a, b) === undefined) return [a];
  const rest: Region[] = [];
  let within = a;
  for (const [key, { variable, set }] of b) {
    const outside = subtract(within.get(key)?.set ?? variable.domain, set);
    const part = isEmpty(outside) ? undefined : meet(within, regionOf(variable, outside));
    if (part !== undefined) rest.push(part);
    const inside = meet(within, regionOf(variable, set));
    if (inside === undefined) break;
    within = inside;
  }
  return rest;
}

/** What is in none of `others`, as regions that do not overlap; undefined when these are more than `most`. */
export function subtractAll(
  regions: readonly Region[],
  others: readonly Region[],
  most: number,
): readonly Region[] | undefined {
  let rest = regions;
  for (const other of others) {
    rest = rest.flatMap((region) => subtractRegion(region, other));
    if (rest.length > most) return undefined;
    if (rest.length === 0) break;
  }
  return rest;
}

/** Whether everything in `inner` is in `outer` too. */
export function containsRegion(outer: Region, inner: Region): boolean {
  return subtractRegion(inner, outer).length === 0;
}

/** Whether a snapshot lies in a region. What cannot be judged lies nowhere. */
export function holdsIn(region: Region, facts: Facts): boolean {
  return [...region.values()].every(({ variable, set }) => {
    const value = readVariable(variable, facts);
    return value !== undefined && hasValue(set, value);
  });
}

/** The comparisons that a region depends on without their being analysed. */
export function opaqueIn(region: Region): readonly string[] {
  return [...region.values()]
    .filter(({ variable }) => variable.meaning.kind === 'opaque')
    .map(({ variable }) => variable.key);
}

// A list that contains some members has room for all of them.
function hasRoom(region: Region): boolean {
  const members = new Map<string, number>();
  for (const { variable, set } of region.values()) {
    if (variable.meaning.kind !== 'contains' || set.no) continue;
    const { fact } = variable.meaning.ref;
    members.set(fact, (members.get(fact) ?? 0) + 1);
  }
  return [...members].every(([fact, count]) => {
    const length = region.get(`${fact} $.length`)?.set.numbers;
    return length === undefined || length.some(({ high }) => high >= count);
  });
}
