import type { FactDefinition, FactValue } from '../facts.ts';

// Short constructors, so that a stage's table reads as a table: meaning first, then the sample of tests.
export const flag = (meaning: string, sample = false): FactDefinition => ({
  type: 'boolean',
  nullable: false,
  meaning,
  sample,
});
export const count = (meaning: string, sample = 0, unit = 'count'): FactDefinition => ({
  type: 'number',
  nullable: false,
  meaning,
  unit,
  sample,
});
export const word = (meaning: string, sample: string, values?: readonly string[]): FactDefinition => ({
  type: 'string',
  nullable: false,
  meaning,
  sample,
  ...(values === undefined ? {} : { values }),
});
export const list = (meaning: string, sample: readonly FactValue[] = []): FactDefinition => ({
  type: 'list',
  nullable: false,
  meaning,
  sample,
});
/** The same fact, but null where it does not apply or is not known; tests start from null. */
export const maybe = (definition: FactDefinition): FactDefinition => ({ ...definition, nullable: true, sample: null });

/** Units a millisecond of a fact that is counted in minutes and follows the clock. */
export const perMinute = 1 / 60_000;

/** The same fact, but following the clock by itself; with `movesWhile`, only while that flag is true. */
export const moving = (definition: FactDefinition, perMs: number, movesWhile?: string): FactDefinition => ({
  ...definition,
  perMs,
  ...(movesWhile === undefined ? {} : { movesWhile }),
});

/** The same fact, but never becoming less; with `anewWith`, only while that other fact stays what it is. */
export const growing = (definition: FactDefinition, anewWith?: string): FactDefinition => ({
  ...definition,
  grows: true,
  ...(anewWith === undefined ? {} : { anewWith }),
});

/** `now`, the same in every stage. */
export const clock = growing(
  moving(count('When this snapshot was taken.', 1_763_800_000_000, 'milliseconds since 1970'), 1),
);
