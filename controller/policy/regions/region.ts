import type { Facts } from '../facts.ts';
import {
  covers,
  everyNumberFrom,
  everyNumberUpTo,
  hasValue,
  intersect,
  isEmpty,
  subtract,
  touches,
  type ValueSet,
} from './value-set.ts';
import { readVariable, type Bound, type Implication, type Variable } from './variable.ts';

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
  if (!mayMeet(few, many)) return undefined;
  const merged = new Map(many);
  let isTied = false;
  for (const [key, constraint] of few) {
    const before = many.get(key);
    merged.set(key, before === undefined ? constraint : narrow(before, constraint.set));
    isTied ||= constraint.variable.implies.length > 0 || constraint.variable.bounds.length > 0;
  }
  return isTied && !isPossible(merged) ? undefined : merged;
}

function narrow({ variable, set }: Constraint, to: ValueSet): Constraint {
  return { variable, set: covers(to, set) ? set : covers(set, to) ? to : intersect(set, to) };
}

// What follows from each constraint alone, held against the others. `settle` goes further where several together imply
// something; this allocates nothing, and there are millions of meetings.
function isPossible(region: Region): boolean {
  for (const { variable, set: now } of region.values()) {
    for (const { when, variable: about, set } of variable.implies) {
      const other = region.get(about.key);
      if (other !== undefined && !touches(other.set, set) && covers(when, now)) return false;
    }
    for (const bound of variable.bounds) {
      const other = region.get(bound.variable.key);
      if (other !== undefined && !fits(bound, now, other.set)) return false;
    }
  }
  return hasRoom(region);
}

/** Whether two regions overlap, taking variables one by one; false means that they do not. */
export function mayMeet(a: Region, b: Region): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const [key, { set }] of few) {
    const other = many.get(key);
    if (other !== undefined && !touches(other.set, set)) return false;
  }
  return true;
}

/** The same region with all that follows from it: undefined when that cannot be. */
export function settle(region: Region): Region | undefined {
  const settled = new Map(region);
  const waiting = [...region.values()];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { variable } = next;
    const found = [
      ...variable.implies.map((implication) => () => followed(implication, variable, settled)),
      ...variable.bounds.map((bound) => () => bounded(bound, variable, settled)),
    ];
    for (const narrow of found) {
      const narrowed = narrow();
      if (narrowed === undefined) continue;
      if (isEmpty(narrowed.set)) return undefined;
      settled.set(narrowed.variable.key, narrowed);
      waiting.push(narrowed);
    }
  }
  for (const { length, count } of membersOf(settled)) {
    const set = intersect(settled.get(length.key)?.set ?? length.domain, everyNumberFrom(count));
    if (isEmpty(set)) return undefined;
    settled.set(length.key, { variable: length, set });
  }
  return settled;
}

/** Whether some number of the one is on that side of some number of the other; what is no number is not bounded. */
function fits({ isAtMost }: Bound, now: ValueSet, other: ValueSet): boolean {
  const [less, more] = isAtMost ? [now, other] : [other, now];
  return (less.numbers[0]?.low ?? -Infinity) <= (more.numbers.at(-1)?.high ?? Infinity);
}

// What a bound narrows; undefined where it says nothing new.
function bounded({ variable, isAtMost }: Bound, from: Variable, known: Region): Constraint | undefined {
  const { numbers } = known.get(from.key)?.set ?? from.domain;
  const end = isAtMost ? numbers[0]?.low : numbers.at(-1)?.high;
  if (end === undefined || !Number.isFinite(end)) return undefined;
  const before = known.get(variable.key)?.set ?? variable.domain;
  const set = isAtMost ? everyNumberFrom(end) : everyNumberUpTo(end);
  return covers(set, before) ? undefined : { variable, set: intersect(before, set) };
}

// What an implication narrows; undefined where it does not apply, or says nothing new.
function followed({ when, variable, set }: Implication, from: Variable, known: Region): Constraint | undefined {
  const now = known.get(from.key)?.set ?? from.domain;
  const before = known.get(variable.key)?.set ?? variable.domain;
  return covers(when, now) && !covers(set, before) ? { variable, set: intersect(before, set) } : undefined;
}

/** What is in `a` and not in `b`, as regions that do not overlap. */
export function subtractRegion(a: Region, b: Region): readonly Region[] {
  if (meet(a, b) === undefined) return [a];
  const rest: Region[] = [];
  let within = a;
  for (const [key, { variable, set }] of b) {
    const present = within.get(key)?.set ?? variable.domain;
    if (covers(set, present)) continue;
    const part = meet(within, regionOf(variable, subtract(present, set)));
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
  return membersOf(region).every(({ length, count }) => {
    const set = region.get(length.key)?.set;
    return set === undefined || set.numbers.some(({ high }) => high >= count);
  });
}

interface Members {
  readonly length: Variable;
  /** How many different members the list has to contain. */
  readonly count: number;
}

const noMembers: readonly Members[] = [];

function membersOf(region: Region): readonly Members[] {
  let found: Map<string, Members> | undefined;
  for (const { variable, set } of region.values()) {
    if (variable.meaning.kind !== 'contains' || set.no) continue;
    const { length } = variable.meaning;
    found ??= new Map();
    found.set(length.key, { length, count: (found.get(length.key)?.count ?? 0) + 1 });
  }
  return found === undefined ? noMembers : [...found.values()];
}
