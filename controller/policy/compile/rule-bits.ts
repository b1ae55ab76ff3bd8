/** A set of rules as one bit a rule, in the order of judgement. */
export type RuleBits = Uint32Array;

/** A set of no rules, with room for so many. */
export function createBits(rules: number): RuleBits {
  return new Uint32Array(Math.ceil(rules / 32));
}

export function mark(bits: RuleBits, rule: number): void {
  const word = rule >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (rule & 31));
}

export function isMarked(bits: RuleBits, rule: number): boolean {
  return ((bits[rule >>> 5] ?? 0) & (1 << (rule & 31))) !== 0;
}

export function markAll(bits: RuleBits, rules: number): void {
  bits.fill(0xff_ff_ff_ff);
  const over = rules & 31;
  if (over !== 0) bits[bits.length - 1] = (1 << over) - 1;
}

export function intersect(bits: RuleBits, others: RuleBits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) & (others[word] ?? 0);
}

/**
 * Visits the rules that are marked in either set, in order, and tells whether in the first. Once a visit says that it is
 * settled, only those of `always` are left.
 */
export function visitMarked(
  bits: RuleBits,
  always: RuleBits,
  visit: (rule: number, isInBits: boolean) => boolean,
): void {
  let isSettled = false;
  for (let word = 0; word < bits.length; word += 1) {
    const suitable = bits[word] ?? 0;
    const constant = always[word] ?? 0;
    let left = isSettled ? constant : suitable | constant;
    while (left !== 0) {
      const lowest = left & -left;
      left ^= lowest;
      if (!visit(word * 32 + 31 - Math.clz32(lowest), (suitable & lowest) !== 0)) continue;
      isSettled = true;
      left &= constant;
    }
  }
}
