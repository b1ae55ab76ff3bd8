import type { FactValue } from '../facts.ts';
import {
  complementIntervals,
  coversIntervals,
  everyNumber,
  hasNumber,
  intersectIntervals,
  nearestNumber,
  point,
  touchIntervals,
  type Intervals,
} from './intervals.ts';
import {
  complementTexts,
  coversTexts,
  everyText,
  hasText,
  intersectTexts,
  noText,
  someText,
  touchTexts,
  type Texts,
} from './texts.ts';

/** A set of values of JSON, exact for all but lists and objects, of which it holds either all or none. */
export interface ValueSet {
  readonly nulls: boolean;
  readonly no: boolean;
  readonly yes: boolean;
  readonly texts: Texts;
  readonly numbers: Intervals;
  /** Only whole numbers exist here; the same for all sets of one variable. */
  readonly whole: boolean;
  /** All lists and objects. */
  readonly structures: boolean;
}

export const nothing: ValueSet = {
  nulls: false,
  no: false,
  yes: false,
  texts: noText,
  numbers: [],
  whole: false,
  structures: false,
};
export const everything: ValueSet = {
  nulls: true,
  no: true,
  yes: true,
  texts: everyText,
  numbers: everyNumber,
  whole: false,
  structures: true,
};
export const eitherTruth: ValueSet = { ...nothing, no: true, yes: true };

/** All numbers from one on, itself among them. */
export function everyNumberFrom(low: number): ValueSet {
  return { ...nothing, numbers: [{ low, lowOpen: false, high: Infinity, highOpen: true }] };
}

/** All numbers up to one, itself among them. */
export function everyNumberUpTo(high: number): ValueSet {
  return { ...nothing, numbers: [{ low: -Infinity, lowOpen: true, high, highOpen: false }] };
}

/** Just these values; lists and objects among them are left out. */
export function setOf(values: readonly FactValue[], whole = false): ValueSet {
  const texts = values.filter((value) => typeof value === 'string');
  const numbers = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  return {
    ...nothing,
    nulls: values.includes(null),
    no: values.includes(false),
    yes: values.includes(true),
    texts: { except: false, values: [...new Set(texts)] },
    numbers: [...new Set(numbers)].map(point),
    whole,
  };
}

export function intersect(a: ValueSet, b: ValueSet): ValueSet {
  if (a === b) return a;
  const whole = a.whole || b.whole;
  return {
    nulls: a.nulls && b.nulls,
    no: a.no && b.no,
    yes: a.yes && b.yes,
    texts: intersectTexts(a.texts, b.texts),
    numbers: intersectIntervals(a.numbers, b.numbers, whole),
    whole,
    structures: a.structures && b.structures,
  };
}

/** Every value that is not in the set, of any type; cut it down to what a variable can be with `intersect`. */
export function complement(set: ValueSet): ValueSet {
  return {
    nulls: !set.nulls,
    no: !set.no,
    yes: !set.yes,
    texts: complementTexts(set.texts),
    numbers: complementIntervals(set.numbers, set.whole),
    whole: set.whole,
    structures: !set.structures,
  };
}

export function union(a: ValueSet, b: ValueSet): ValueSet {
  return complement(intersect(complement(a), complement(b)));
}

/** What is in `a` and not in `b`. */
export function subtract(a: ValueSet, b: ValueSet): ValueSet {
  return intersect(a, complement(b));
}

export function isEmpty({ nulls, no, yes, texts, numbers, structures }: ValueSet): boolean {
  const hasTexts = texts.except || texts.values.length > 0;
  return !nulls && !no && !yes && !hasTexts && numbers.length === 0 && !structures;
}

/** Whether everything in `b` is in `a` too. */
export function covers(a: ValueSet, b: ValueSet): boolean {
  if (a === b) return true;
  const plain = (a.nulls || !b.nulls) && (a.no || !b.no) && (a.yes || !b.yes) && (a.structures || !b.structures);
  return plain && coversTexts(a.texts, b.texts) && coversNumbers(a, b);
}

/** Whether some value is in both. */
export function touches(a: ValueSet, b: ValueSet): boolean {
  if (a === b) return !isEmpty(a);
  const plain = (a.nulls && b.nulls) || (a.no && b.no) || (a.yes && b.yes) || (a.structures && b.structures);
  return plain || touchTexts(a.texts, b.texts) || touchNumbers(a, b);
}

function coversNumbers(a: ValueSet, b: ValueSet): boolean {
  if (b.numbers.length === 0 || coversIntervals(a.numbers, b.numbers)) return true;
  // Whole numbers side by side cover what lies between the first and the last of them.
  return a.whole && a.numbers.length > 1 && subtract(b, a).numbers.length === 0;
}

// Intervals of whole numbers end in numbers that are there; any others may meet between two of them.
function touchNumbers(a: ValueSet, b: ValueSet): boolean {
  if (!touchIntervals(a.numbers, b.numbers)) return false;
  return a.whole === b.whole || intersectIntervals(a.numbers, b.numbers, true).length > 0;
}

export function hasValue(set: ValueSet, value: FactValue): boolean {
  switch (typeof value) {
    case 'string':
      return hasText(set.texts, value);
    case 'number':
      return hasNumber(set.numbers, value, set.whole);
    case 'boolean':
      return value ? set.yes : set.no;
    default:
      return value === null ? set.nulls : set.structures;
  }
}

/**
 * The member nearest to what is preferred, most preferred first: one of these if it is a member, else the nearest number
 * to a preferred number, else any other value of a preferred type, else any. Undefined of nothing but lists and objects.
 */
export function nearest(set: ValueSet, preferred: readonly FactValue[]): FactValue | undefined {
  const same = preferred.find((value) => hasValue(set, value));
  if (same !== undefined) return same;
  const number = nearestNumber(set.numbers, preferred.find((value) => typeof value === 'number') ?? 0, set.whole);
  const some = { string: someText(set.texts), number, boolean: set.no ? false : set.yes ? true : undefined };
  const likeType = preferred.map((value) => someOf(some, value)).find((value) => value !== undefined);
  return likeType ?? some.boolean ?? some.string ?? some.number ?? (set.nulls ? null : undefined);
}

type Some = Readonly<Record<'string' | 'number' | 'boolean', FactValue | undefined>>;

function someOf(some: Some, like: FactValue): FactValue | undefined {
  const type = typeof like;
  return type === 'string' || type === 'number' || type === 'boolean' ? some[type] : undefined;
}
