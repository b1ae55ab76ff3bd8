import type { Comparison, FactRef, Operand } from '../conditions/condition.ts';
import { isList } from '../conditions/json.ts';
import { holdsOf, type OperatorChain } from '../conditions/operators.ts';
import { pathReader } from '../conditions/path.ts';
import type { FactTable, FactValue } from '../facts.ts';
import type { Slots } from './fact-slots.ts';
import type { Leaf } from './node.ts';

/** What conditions are compiled against: the facts of a stage and where a snapshot has them. */
export interface Place {
  readonly facts: FactTable;
  readonly slots: ReadonlyMap<string, number>;
}

export type Read = (slots: Slots) => FactValue;

/** One comparison as a function. */
export function compileComparison({ left, chain, right }: Comparison, place: Place): Leaf {
  const slot = slotOf(left.fact, place);
  const reads = 'ref' in right ? [slot, slotOf(right.ref.fact, place)] : [slot];
  const mayFault = canFault(chain, right, place.facts);
  const values = left.path === undefined && 'literal' in right ? membersMeant(chain, right.literal) : undefined;
  const holds =
    (left.path === undefined && 'literal' in right ? plainTest(chain, slot, right.literal) : undefined) ??
    anyTest(chain, readerOf(left, place), operandReader(right, place));
  return { kind: 'leaf', holds, reads, mayFault, ...(values === undefined ? {} : { membership: { slot, values } }) };
}

/** Reads what a reference leads to in a checked snapshot. */
export function readerOf({ fact, path }: FactRef, place: Place): Read {
  const slot = slotOf(fact, place);
  if (path === undefined) return (slots) => slots[slot] ?? null;
  const read = pathReader(path);
  return (slots) => read(slots[slot] ?? null);
}

/** The slot of a fact that was found in its stage's table at load. */
export function slotOf(fact: string, { slots }: Place): number {
  const slot = slots.get(fact);
  if (slot === undefined) throw new TypeError(`expected a fact of the stage, found ${fact}`);
  return slot;
}

type Test = Leaf['holds'];

// The comparisons that make up nearly all rules, without a call of the operator and a list walked no longer than needed.
function plainTest(chain: OperatorChain, slot: number, literal: FactValue): Test | undefined {
  const meant = membersMeant(chain, literal);
  if (meant !== undefined) return membershipTest(slot, meant);
  if (chain.decorators.length > 0) return undefined;
  if (chain.operator === 'notEqual') return (slots) => slots[slot] !== literal;
  if (chain.operator === 'notIn' && isList(literal)) return negated(membershipTest(slot, literal));
  return typeof literal === 'number' ? sizeTest(chain, slot, literal) : undefined;
}

function membershipTest(slot: number, values: readonly FactValue[]): Test {
  const [only] = values;
  if (values.length === 1) return (slots) => slots[slot] === only;
  if (values.length <= 4) return (slots) => values.includes(slots[slot] ?? null);
  const set = new Set(values);
  return (slots) => set.has(slots[slot] ?? null);
}

function negated(test: Test): Test {
  return (slots) => !test(slots);
}

function sizeTest({ operator }: OperatorChain, slot: number, bound: number): Test | undefined {
  switch (operator) {
    case 'lessThan':
      return (slots) => numberAt(slots, slot) < bound;
    case 'lessThanInclusive':
      return (slots) => numberAt(slots, slot) <= bound;
    case 'greaterThan':
      return (slots) => numberAt(slots, slot) > bound;
    case 'greaterThanInclusive':
      return (slots) => numberAt(slots, slot) >= bound;
    default:
      return undefined;
  }
}

// NaN is neither less nor greater than anything, which is what a value that is not a number has to be.
function numberAt(slots: Slots, slot: number): number {
  const value = slots[slot];
  return typeof value === 'number' ? value : Number.NaN;
}

function anyTest(chain: OperatorChain, left: Read, right: Read): Test {
  const holds = holdsOf(chain);
  return (slots) => holds(left(slots), right(slots));
}

function operandReader(operand: Operand, place: Place): Read {
  if ('ref' in operand) return readerOf(operand.ref, place);
  const { literal } = operand;
  return () => literal;
}

/** The values of which the fact has to be one, where the comparison says just that. */
function membersMeant({ decorators, operator }: OperatorChain, literal: FactValue): readonly FactValue[] | undefined {
  const meant = synonyms[[...decorators, operator].join(':')];
  if (meant === 'value') return [literal];
  return meant === 'list' && isList(literal) ? literal : undefined;
}

const synonyms: Readonly<Record<string, 'value' | 'list'>> = {
  equal: 'value',
  'not:notEqual': 'value',
  in: 'list',
  'not:notIn': 'list',
  'someValue:equal': 'list',
};

/**
 * Whether a list is needed where there may be none. Says yes when in doubt: one list to look in that is on the right,
 * and certainly is a list, is all that it takes for safe.
 */
export function canFault({ decorators, operator }: OperatorChain, right: Operand, facts: FactTable): boolean {
  const needs = [...decorators, operator].filter((name) => needsList.has(name)).length;
  if (needs === 0) return false;
  return needs > 1 || decorators.includes('swap') || !isSurelyList(right, facts);
}

const needsList: ReadonlySet<string> = new Set(['in', 'notIn', 'someValue', 'everyValue']);

function isSurelyList(operand: Operand, facts: FactTable): boolean {
  if ('literal' in operand) return isList(operand.literal);
  const definition = facts[operand.ref.fact];
  return operand.ref.path === undefined && definition?.type === 'list' && !definition.nullable;
}
