/** Numbers from `low` to `high`; an end is left out where it is open. Infinite ends are open. */
export interface Interval {
  readonly low: number;
  readonly lowOpen: boolean;
  readonly high: number;
  readonly highOpen: boolean;
}

/** Disjoint, in rising order, none empty, no two that touch. With `whole` only whole numbers count, and ends are closed. */
export type Intervals = readonly Interval[];

export const everyNumber: Intervals = [{ low: -Infinity, lowOpen: true, high: Infinity, highOpen: true }];

export function point(value: number): Interval {
  return { low: value, lowOpen: false, high: value, highOpen: false };
}

/** The numbers that are in both. */
export function intersectIntervals(a: Intervals, b: Intervals, whole: boolean): Intervals {
  const found: Interval[] = [];
  for (const one of a) {
    for (const other of b) {
      const both = tidy({ ...lowerEnd(one, other), ...upperEnd(one, other) }, whole);
      if (both !== undefined) found.push(both);
    }
  }
  return found;
}

/** The numbers that are not in a set. */
export function complementIntervals(set: Intervals, whole: boolean): Intervals {
  const found: Interval[] = [];
  let low = -Infinity;
  let lowOpen = true;
  for (const each of set) {
    const gap = tidy({ low, lowOpen, high: each.low, highOpen: !each.lowOpen }, whole);
    if (gap !== undefined) found.push(gap);
    low = each.high;
    lowOpen = !each.highOpen;
  }
  const rest = tidy({ low, lowOpen, high: Infinity, highOpen: true }, whole);
  return rest === undefined ? found : [...found, rest];
}

/** Whether each interval of `b` lies in one of `a`. */
export function coversIntervals(a: Intervals, b: Intervals): boolean {
  return b.every((inner) => a.some((outer) => lowest(outer, inner) !== inner && highest(outer, inner) !== inner));
}

/** Whether some number is in both. */
export function touchIntervals(a: Intervals, b: Intervals): boolean {
  return a.some((one) => b.some((other) => !isBelow(one, other) && !isBelow(other, one)));
}

function isBelow(a: Interval, b: Interval): boolean {
  return a.high < b.low || (a.high === b.low && (a.highOpen || b.lowOpen));
}

// The one that begins first; `a` where they begin together.
function lowest(a: Interval, b: Interval): Interval {
  if (a.low === b.low) return a.lowOpen && !b.lowOpen ? b : a;
  return a.low < b.low ? a : b;
}

function highest(a: Interval, b: Interval): Interval {
  if (a.high === b.high) return a.highOpen && !b.highOpen ? b : a;
  return a.high > b.high ? a : b;
}

export function hasNumber(set: Intervals, value: number, whole: boolean): boolean {
  return set.some((each) => holds(each, value)) && (!whole || Number.isInteger(value));
}

/** The member nearest to a number, or one close to it where an end is open; undefined of nothing. */
export function nearestNumber(set: Intervals, value: number, whole: boolean): number | undefined {
  if (hasNumber(set, value, whole)) return value;
  const candidates = set.map((each) => nearestIn(each, value, whole));
  return candidates.toSorted((a, b) => Math.abs(a - value) - Math.abs(b - value))[0];
}

function holds({ low, lowOpen, high, highOpen }: Interval, value: number): boolean {
  return (lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high);
}

// Steps that people can read; a gap that is smaller than all of them is halved.
const steps = [1, 0.5, 0.1, 0.01, 0.001, 0.000_001];

function nearestIn(each: Interval, value: number, whole: boolean): number {
  const { low, high } = each;
  if (holds(each, value)) return wholeIn(each, value);
  const isBelow = value <= low;
  const end = isBelow ? low : high;
  if (holds(each, end)) return end;
  const stepped = steps.map((step) => (isBelow ? end + step : end - step)).find((near) => holds(each, near));
  return stepped ?? (whole ? end : (low + high) / 2);
}

// Inside, but not a whole number, though only such count: one of its two neighbours is inside as well.
function wholeIn(each: Interval, value: number): number {
  return holds(each, Math.floor(value)) ? Math.floor(value) : Math.ceil(value);
}

function lowerEnd(a: Interval, b: Interval): Pick<Interval, 'low' | 'lowOpen'> {
  if (a.low === b.low) return { low: a.low, lowOpen: a.lowOpen || b.lowOpen };
  const { low, lowOpen } = a.low > b.low ? a : b;
  return { low, lowOpen };
}

function upperEnd(a: Interval, b: Interval): Pick<Interval, 'high' | 'highOpen'> {
  if (a.high === b.high) return { high: a.high, highOpen: a.highOpen || b.highOpen };
  const { high, highOpen } = a.high < b.high ? a : b;
  return { high, highOpen };
}

function tidy(each: Interval, whole: boolean): Interval | undefined {
  const { low, lowOpen, high, highOpen } = whole ? wholeEnds(each) : each;
  const isEmpty = low > high || (low === high && (lowOpen || highOpen));
  return isEmpty ? undefined : { low, lowOpen, high, highOpen };
}

function wholeEnds({ low, lowOpen, high, highOpen }: Interval): Interval {
  const isFirst = Number.isInteger(low) && lowOpen;
  const isLast = Number.isInteger(high) && highOpen;
  return {
    low: isFirst ? low + 1 : Math.ceil(low),
    lowOpen: low === -Infinity,
    high: isLast ? high - 1 : Math.floor(high),
    highOpen: high === Infinity,
  };
}
