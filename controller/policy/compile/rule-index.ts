import type { FactValue } from '../facts.ts';
import type { Slots } from './fact-slots.ts';
import type { Memberships } from './memberships.ts';
import { createBits, intersect, isMarked, mark, markAll, type RuleBits } from './rule-bits.ts';

/**
 * Which rules may be true of a snapshot, by what they need of single facts: for each value of an indexed fact the rules
 * that it suits, as one bit a rule.
 */
export interface RuleIndex {
  /** The facts that it looks at: what a rule needs of these need not be judged again for a rule that is left. */
  readonly slots: ReadonlySet<number>;
  /** Marks in `bits` the rules that may be true. */
  narrow(slots: Slots, bits: RuleBits): void;
}

const maxFacts = 6;

/** An index over the facts that leave the fewest rules; one over nothing leaves all. */
export function buildIndex(rules: readonly Memberships[]): RuleIndex {
  const facts = chooseSlots(rules).map((slot) => indexFact(slot, rules));
  return {
    slots: new Set(facts.map(({ slot }) => slot)),
    narrow: (slots, bits) => {
      markAll(bits, rules.length);
      for (const fact of facts) narrowBy(fact, slots[fact.slot] ?? null, bits);
    },
  };
}

interface IndexedFact {
  readonly slot: number;
  /** Rules that need nothing of this fact. */
  readonly free: RuleBits;
  /** The rules that a value suits: those that need it and the free ones as bits, or the few that need it by number. */
  readonly byValue: ReadonlyMap<FactValue, RuleBits | readonly number[]>;
}

function indexFact(slot: number, rules: readonly Memberships[]): IndexedFact {
  const free = createBits(rules.length);
  const needing = new Map<FactValue, number[]>();
  for (const [rule, memberships] of rules.entries()) {
    const values = memberships.get(slot);
    if (values === undefined) mark(free, rule);
    for (const value of values ?? []) listOf(needing, value).push(rule);
  }
  const byValue = new Map([...needing].map(([value, numbers]) => [value, packed(numbers, free)] as const));
  return { slot, free, byValue };
}

function listOf(lists: Map<FactValue, number[]>, value: FactValue): number[] {
  const list = lists.get(value) ?? [];
  lists.set(value, list);
  return list;
}

// Whichever is smaller, so that ten thousand rules about ten thousand names do not take ten thousand sets of bits.
function packed(numbers: readonly number[], free: RuleBits): RuleBits | readonly number[] {
  if (numbers.length < free.length) return numbers;
  const bits = free.slice();
  for (const rule of numbers) mark(bits, rule);
  return bits;
}

function narrowBy({ free, byValue }: IndexedFact, value: FactValue, bits: RuleBits): void {
  const suits = byValue.get(value) ?? free;
  if (suits instanceof Uint32Array) intersect(bits, suits);
  else {
    const left = suits.filter((rule) => isMarked(bits, rule));
    intersect(bits, free);
    for (const rule of left) mark(bits, rule);
  }
}

/** The slots whose memberships rule out most, best first. */
function chooseSlots(rules: readonly Memberships[]): readonly number[] {
  const gains = new Map<number, Gain>();
  for (const memberships of rules) {
    for (const [slot, values] of memberships) addTo(gains, slot, values);
  }
  const ranked = [...gains].map(([slot, gain]) => ({ slot, ruledOut: ruledOut(gain) }));
  return ranked
    .toSorted((a, b) => b.ruledOut - a.ruledOut)
    .slice(0, maxFacts)
    .map(({ slot }) => slot);
}

interface Gain {
  readonly values: Set<FactValue>;
  rules: number;
  /** Values named, those of each rule counted. */
  named: number;
}

function addTo(gains: Map<number, Gain>, slot: number, values: readonly FactValue[]): void {
  const gain = gains.get(slot) ?? { values: new Set(), rules: 0, named: 0 };
  for (const value of values) gain.values.add(value);
  gain.rules += 1;
  gain.named += values.length;
  gains.set(slot, gain);
}

// How many rules a value rules out on average, were all values that rules name equally frequent, and as frequent as any other.
function ruledOut({ values, rules, named }: Gain): number {
  return rules - named / (values.size + 1);
}
