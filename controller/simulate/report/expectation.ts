import { measureNames, measures, type Measure } from './measures.ts';

/** What was expected of a measure, and whether it came out so. */
export interface Expectation {
  readonly measure: Measure;
  /** As the scenario says it: `>= 95%`. */
  readonly expected: string;
  /** null: there was nothing to measure, and so it was not met. */
  readonly found: number | null;
  readonly met: boolean;
}

/** Holds measures to what a scenario expects of them. */
export function checkExpectations(
  expect: Readonly<Partial<Record<string, string>>>,
  found: Readonly<Record<Measure, number | null>>,
): readonly Expectation[] {
  return measureNames.flatMap((measure) => {
    const expected = expect[measure];
    if (expected === undefined) return [];
    return [{ measure, expected, found: found[measure], met: isMet(expected, found[measure]) }];
  });
}

function isMet(expected: string, found: number | null): boolean {
  if (found === null) return false;
  const { sign, bound } = readExpected(expected);
  return comparisons[sign]?.(found, bound) ?? false;
}

/** An expectation such as `>= 95%` in its parts; the bound as a number of the measure's unit. */
export function readExpected(expected: string): {
  readonly sign: string;
  readonly bound: number;
  readonly isPercent: boolean;
} {
  const [, sign = '', number = '', percent] = /^(<=|>=|<|>|=) ?([0-9.]+)(%?)$/.exec(expected) ?? [];
  const isPercent = percent === '%';
  return { sign, bound: isPercent ? Number(number) / 100 : Number(number), isPercent };
}

const comparisons: Readonly<Record<string, (found: number, bound: number) => boolean>> = {
  '<=': (found, bound) => found <= bound,
  '>=': (found, bound) => found >= bound,
  '<': (found, bound) => found < bound,
  '>': (found, bound) => found > bound,
  '=': (found, bound) => Math.abs(found - bound) < 1e-9,
};

/** A measured value as people read it. */
export function measureText(measure: Measure, value: number | null): string {
  if (value === null) return 'nothing to measure';
  const { unit } = measures[measure];
  if (unit === 'share') return `${(value * 100).toFixed(1)}%`;
  return unit === 'minutes' ? `${value.toFixed(1)} min` : value.toFixed(2);
}
