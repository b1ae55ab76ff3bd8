/** Numbers from 0 to below 1 that a seed decides: mulberry32 by T. Ettinger, in the public domain. */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    pick: (values) => some(values[below(values.length)]),
    pickSome: (values, count) => values.toSorted(() => next() - 0.5).slice(0, count),
  };
}

export interface Random {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<T>(values: readonly T[]): T;
  pickSome<T>(values: readonly T[], count: number): readonly T[];
}

function some<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('expected values to pick from, found none');
  return value;
}
