import type { FactValue, Facts } from '../facts.ts';
import type { OperatorChain } from './operators.ts';
import { readPath } from './path.ts';

/** A fact, or what a safe path leads to inside of it. */
export interface FactRef {
  readonly fact: string;
  readonly path?: string;
}

export type Operand = { readonly ref: FactRef } | { readonly literal: FactValue };

/** Where a condition is written: keys and indices below the spec. */
export type At = readonly (string | number)[];

export interface Comparison {
  readonly kind: 'comparison';
  readonly at: At;
  readonly left: FactRef;
  readonly chain: OperatorChain;
  /** The operator as the rule writes it. */
  readonly operator: string;
  readonly right: Operand;
}

/** Conditions that passed every check, as a tree. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly at: At; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly at: At; readonly of: Condition }
  | { readonly kind: 'reference'; readonly at: At; readonly name: string }
  | Comparison;

/** What a reference leads to in a snapshot. */
export function readFact(facts: Facts, ref: FactRef): FactValue {
  const value = facts[ref.fact] ?? null;
  return ref.path === undefined ? value : readPath(value, ref.path);
}

/** The value of an operand in a snapshot. */
export function readOperand(facts: Facts, operand: Operand): FactValue {
  return 'ref' in operand ? readFact(facts, operand.ref) : operand.literal;
}
