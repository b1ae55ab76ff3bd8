import type { Condition } from '../conditions/condition.ts';
import type { Problems, Segments } from './problems.ts';

/** What a condition comes to once every reference in it is followed. */
interface Size {
  readonly comparisons: number;
  readonly levels: number;
}

// A reference is followed anew each time that it is met, so that thirty conditions, each of which names the one before
// twice, would come to a billion comparisons, and a chain of them to a stack too deep to walk.
const maxComparisons = 1_000;
const maxLevels = 64;

export interface SizedRule {
  readonly at: Segments;
  readonly condition: Condition;
}

/** Refuses rules that come to too much to judge. The references must be known to end. */
export function checkSize(
  rules: readonly SizedRule[],
  named: ReadonlyMap<string, Condition>,
  problems: Problems,
): void {
  const known = new Map<string, Size>();
  for (const { at, condition } of rules) {
    const { comparisons, levels } = sizeOf(condition, named, known);
    if (comparisons > maxComparisons) {
      problems.add(at, `expected at most ${maxComparisons} comparisons with references followed, found ${comparisons}`);
    }
    if (levels > maxLevels) {
      problems.add(at, `expected at most ${maxLevels} levels with references followed, found ${levels}`);
    }
  }
}

function sizeOf(condition: Condition, named: ReadonlyMap<string, Condition>, known: Map<string, Size>): Size {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return around(condition.of.map((member) => sizeOf(member, named, known)));
    case 'not':
      return around([sizeOf(condition.of, named, known)]);
    case 'reference':
      return sizeOfNamed(condition.name, named, known);
    case 'comparison':
      return { comparisons: 1, levels: 1 };
  }
}

function sizeOfNamed(name: string, named: ReadonlyMap<string, Condition>, known: Map<string, Size>): Size {
  const before = known.get(name);
  const condition = named.get(name);
  if (before !== undefined || condition === undefined) return before ?? { comparisons: 0, levels: 0 };
  const size = sizeOf(condition, named, known);
  known.set(name, size);
  return size;
}

function around(sizes: readonly Size[]): Size {
  return {
    comparisons: sizes.reduce((sum, { comparisons }) => sum + comparisons, 0),
    levels: 1 + Math.max(...sizes.map(({ levels }) => levels)),
  };
}
