import type { FactValue } from '../facts.ts';
import type { Slots } from './fact-slots.ts';

/** A condition as functions: compiled once, run for every snapshot. */
export type Node = Leaf | Group | Negation;

interface Compiled {
  /** Whether it is true. Fails with a TypeError only if `mayFault`. */
  readonly holds: (slots: Slots) => boolean;
  /** Whether there are facts that it cannot be judged on. */
  readonly mayFault: boolean;
}

export interface Leaf extends Compiled {
  readonly kind: 'leaf';
  /** The slots that it depends on. */
  readonly reads: readonly number[];
  /** Set where the leaf says no more than that a fact is one of some values. */
  readonly membership?: Membership;
}

export interface Membership {
  readonly slot: number;
  readonly values: readonly FactValue[];
}

export interface Group extends Compiled {
  readonly kind: 'all' | 'any';
  readonly of: readonly Node[];
}

export interface Negation extends Compiled {
  readonly kind: 'not';
  readonly of: Node;
}

export const alwaysTrue: Node = { kind: 'leaf', holds: () => true, reads: [], mayFault: false };
export const alwaysFalse: Node = { kind: 'leaf', holds: () => false, reads: [], mayFault: false };

/** A group, with groups of its own kind laid flat: the order of its comparisons, and so what settles it, stays the same. */
export function groupOf(kind: 'all' | 'any', members: readonly Node[]): Node {
  const of = members.flatMap((member) => (member.kind === kind ? member.of : [member]));
  const [only] = of;
  if (only === undefined) return kind === 'all' ? alwaysTrue : alwaysFalse;
  if (of.length === 1) return only;
  const tests = of.map(({ holds }) => holds);
  const holds = kind === 'all' ? holdsAll(tests) : holdsAny(tests);
  return { kind, of, holds, mayFault: of.some(({ mayFault }) => mayFault) };
}

export function negationOf(of: Node): Node {
  const { holds } = of;
  return { kind: 'not', of, holds: (slots) => !holds(slots), mayFault: of.mayFault };
}

type Test = Compiled['holds'];

// Two and three members, the most frequent groups, without a loop.
function holdsAll(tests: readonly Test[]): Test {
  const [a, b, c] = tests;
  if (a === undefined || b === undefined) return (slots) => tests.every((test) => test(slots));
  if (tests.length === 2) return (slots) => a(slots) && b(slots);
  if (c !== undefined && tests.length === 3) return (slots) => a(slots) && b(slots) && c(slots);
  return (slots) => {
    for (const test of tests) if (!test(slots)) return false;
    return true;
  };
}

function holdsAny(tests: readonly Test[]): Test {
  const [a, b, c] = tests;
  if (a === undefined || b === undefined) return (slots) => tests.some((test) => test(slots));
  if (tests.length === 2) return (slots) => a(slots) || b(slots);
  if (c !== undefined && tests.length === 3) return (slots) => a(slots) || b(slots) || c(slots);
  return (slots) => {
    for (const test of tests) if (test(slots)) return true;
    return false;
  };
}
