import type { Region } from '../regions/region.ts';
import type { ValueSet } from '../regions/value-set.ts';

/** Which of many regions may overlap one, found without looking at each pair. It may name some that do not. */
export interface OverlapIndex {
  /** Their numbers, in rising order, below `before`. */
  candidates(region: Region, before?: number): readonly number[];
}

type Bits = Uint32Array;

/** What one variable tells about regions. */
interface Axis {
  /** Those that leave it free. */
  readonly free: Bits;
  readonly byClass: Map<string, Bits>;
  /** Regions with a class of texts that is not named here. */
  readonly otherTexts: Bits;
  /** By the lowest number of theirs, rising, and with the regions up to there. */
  readonly lows: Sweep;
  /** By the highest number of theirs, falling. */
  readonly highs: Sweep;
}

interface Sweep {
  readonly ends: readonly number[];
  readonly upTo: readonly Bits[];
}

/** Indexes regions by their number. */
export function createOverlapIndex(regions: readonly Region[]): OverlapIndex {
  const words = Math.ceil(regions.length / 32);
  const axes = createAxes(regions, words);
  return {
    candidates: (region, before = regions.length) => {
      const found = firstOnes(before, words);
      for (const [key, { set }] of region) {
        const axis = axes.get(key);
        if (axis !== undefined) keepOnly(found, touching(axis, set));
      }
      return numbersIn(found);
    },
  };
}

function createAxes(regions: readonly Region[], words: number): ReadonlyMap<string, Axis> {
  const about = new Map<string, Map<number, ValueSet>>();
  for (const [index, region] of regions.entries()) {
    for (const [key, { set }] of region) {
      const sets = about.get(key) ?? new Map<number, ValueSet>();
      about.set(key, sets.set(index, set));
    }
  }
  return new Map([...about].map(([key, sets]) => [key, createAxis(sets, regions.length, words)]));
}

function createAxis(sets: ReadonlyMap<number, ValueSet>, count: number, words: number): Axis {
  const named = new Set([...sets.values()].flatMap(({ texts }) => texts.values));
  const byClass = new Map<string, Bits>([...named].map((text) => [`text ${text}`, new Uint32Array(words)]));
  for (const name of plainClasses) byClass.set(name, new Uint32Array(words));
  const free = firstOnes(count, words);
  const otherTexts = new Uint32Array(words);
  for (const [index, set] of sets) {
    unmark(free, index);
    for (const name of plainClasses) if (hasClass[name](set)) mark(byClass.get(name), index);
    if (set.texts.except) mark(otherTexts, index);
    markTexts(byClass, set, named, index);
  }
  return {
    free,
    byClass,
    otherTexts,
    lows: createSweep(
      sets,
      ({ numbers }) => numbers[0]?.low,
      words,
      (a, b) => a - b,
    ),
    highs: createSweep(
      sets,
      ({ numbers }) => numbers.at(-1)?.high,
      words,
      (a, b) => b - a,
    ),
  };
}

const plainClasses = ['null', 'false', 'true', 'structure'] as const;
const hasClass: Readonly<Record<(typeof plainClasses)[number], (set: ValueSet) => boolean>> = {
  null: ({ nulls }) => nulls,
  false: ({ no }) => no,
  true: ({ yes }) => yes,
  structure: ({ structures }) => structures,
};

function markTexts(byClass: ReadonlyMap<string, Bits>, { texts }: ValueSet, named: ReadonlySet<string>, index: number) {
  const inside = texts.except ? [...named].filter((text) => !texts.values.includes(text)) : texts.values;
  for (const text of inside) mark(byClass.get(`text ${text}`), index);
}

// Each end that occurs, with the bits of all regions up to it.
function createSweep(
  sets: ReadonlyMap<number, ValueSet>,
  endOf: (set: ValueSet) => number | undefined,
  words: number,
  order: (a: number, b: number) => number,
): Sweep {
  const pairs = [...sets].flatMap(([index, set]) => {
    const end = endOf(set);
    return end === undefined ? [] : [{ end, index }];
  });
  const ends: number[] = [];
  const upTo: Bits[] = [];
  for (const { end, index } of pairs.toSorted((a, b) => order(a.end, b.end))) {
    if (ends.at(-1) !== end) {
      ends.push(end);
      upTo.push(upTo.at(-1)?.slice() ?? new Uint32Array(words));
    }
    mark(upTo.at(-1), index);
  }
  return { ends, upTo };
}

/** The regions that have a value in common with a set, or may have. */
function touching({ free, byClass, otherTexts, lows, highs }: Axis, set: ValueSet): Bits {
  const found = new Uint32Array(free);
  for (const name of plainClasses) if (hasClass[name](set)) add(found, byClass.get(name));
  for (const text of set.texts.values) {
    if (!set.texts.except) add(found, byClass.get(`text ${text}`) ?? otherTexts);
  }
  if (set.texts.except) addTexts(found, byClass, otherTexts, set.texts.values);
  const first = set.numbers[0];
  const last = set.numbers.at(-1);
  if (first !== undefined && last !== undefined) addNumbers(found, lows, highs, first.low, last.high);
  return found;
}

function addTexts(found: Bits, byClass: ReadonlyMap<string, Bits>, otherTexts: Bits, but: readonly string[]): void {
  add(found, otherTexts);
  for (const [name, bits] of byClass) {
    if (name.startsWith('text ') && !but.includes(name.slice(5))) add(found, bits);
  }
}

// Those that begin before the end of it and end after its beginning.
function addNumbers(found: Bits, lows: Sweep, highs: Sweep, low: number, high: number): void {
  const begun = lows.upTo[lows.ends.findLastIndex((end) => end <= high)];
  const open = highs.upTo[highs.ends.findLastIndex((end) => end >= low)];
  if (begun === undefined || open === undefined) return;
  for (let word = 0; word < begun.length; word += 1) {
    found[word] = (found[word] ?? 0) | ((begun[word] ?? 0) & (open[word] ?? 0));
  }
}

function firstOnes(count: number, words: number): Bits {
  const bits = new Uint32Array(words);
  for (let word = 0; word < words; word += 1) {
    const inWord = Math.min(32, Math.max(0, count - word * 32));
    bits[word] = inWord === 32 ? 0xffff_ffff : (1 << inWord) - 1;
  }
  return bits;
}

function mark(bits: Bits | undefined, index: number): void {
  if (bits !== undefined) bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
}

function unmark(bits: Bits, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) & ~(1 << (index & 31));
}

function add(into: Bits, bits: Bits | undefined): void {
  if (bits === undefined) return;
  for (let word = 0; word < bits.length; word += 1) into[word] = (into[word] ?? 0) | (bits[word] ?? 0);
}

function keepOnly(into: Bits, bits: Bits): void {
  for (let word = 0; word < bits.length; word += 1) into[word] = (into[word] ?? 0) & (bits[word] ?? 0);
}

function numbersIn(bits: Bits): readonly number[] {
  const found: number[] = [];
  for (let word = 0; word < bits.length; word += 1) {
    for (let left = bits[word] ?? 0; left !== 0; left &= left - 1)
      found.push(word * 32 + 31 - Math.clz32(left & -left));
  }
  return found;
}
