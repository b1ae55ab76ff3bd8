import type { CompiledRule } from './compile-rules.ts';
import type { Slots } from './fact-slots.ts';
import { membershipsOf, withoutMemberships } from './memberships.ts';
import { createBits, mark, markAll, type RuleBits } from './rule-bits.ts';
import { buildIndex } from './rule-index.ts';

/** Which rules have to be looked at for a snapshot, and what is then left to be judged of each. */
export interface Narrowing {
  /** The rules that may be true, as one bit a rule; the same array each time. */
  readonly narrow: (slots: Slots) => RuleBits;
  /** Whether a rule that may be true is. Fails with a TypeError where a list is needed and there is none. */
  readonly tests: readonly ((slots: Slots) => boolean)[];
  /** The rules that remember, as one bit a rule: they are stepped whether true or not. */
  readonly timed: RuleBits;
}

// Fewer than these are judged sooner than narrowed down.
const minRules = 24;

export function createNarrowing(rules: readonly CompiledRule[]): Narrowing {
  const timed = createBits(rules.length);
  for (const [number, { timing }] of rules.entries()) if (timing !== undefined) mark(timed, number);
  const bits = createBits(rules.length);
  if (rules.length < minRules) {
    markAll(bits, rules.length);
    return { narrow: () => bits, tests: rules.map(({ node }) => node.holds), timed };
  }
  const index = buildIndex(rules.map(({ node }) => membershipsOf(node)));
  const narrow = (slots: Slots): RuleBits => {
    index.narrow(slots, bits);
    return bits;
  };
  return { narrow, tests: rules.map(({ node }) => withoutMemberships(node, index.slots).holds), timed };
}
