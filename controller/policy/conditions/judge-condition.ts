import type { Facts, FactValue } from '../facts.ts';
import { readFact, readOperand, type Comparison, type Condition } from './condition.ts';
import { holdsOf } from './operators.ts';

/** The comparison that settled a condition, with the values that it met. */
export interface Witness {
  readonly fact: string;
  readonly path?: string;
  readonly found: FactValue;
  readonly operator: string;
  readonly expected: FactValue;
  /** The fact that `expected` was read from. */
  readonly expectedFact?: string;
  readonly holds: boolean;
  /** The named conditions that led here, outermost first. */
  readonly via: readonly string[];
  /** Whether a `not` around it turns its outcome. */
  readonly negated: boolean;
}

/** Whether a condition is true, and the comparison that settled it. */
export interface Judgement {
  readonly holds: boolean;
  readonly witness: Witness;
}

/**
 * Walks a condition over facts, in the order in which it is written: of `all` the first false member settles it,
 * of `any` the first true one. Gives the same truth as json-rules-engine does (a property test holds the two equal).
 */
export function judgeCondition(condition: Condition, facts: Facts, named: ReadonlyMap<string, Condition>): Judgement {
  switch (condition.kind) {
    case 'all':
      return settleGroup(condition.of, facts, named, false);
    case 'any':
      return settleGroup(condition.of, facts, named, true);
    case 'not':
      return negate(judgeCondition(condition.of, facts, named));
    case 'reference':
      return judgeReference(condition.name, facts, named);
    case 'comparison':
      return judgeComparison(condition, facts);
  }
}

function settleGroup(
  of: readonly Condition[],
  facts: Facts,
  named: ReadonlyMap<string, Condition>,
  settledBy: boolean,
) {
  let first: Judgement | undefined;
  for (const member of of) {
    const judged = judgeCondition(member, facts, named);
    if (judged.holds === settledBy) return judged;
    first ??= judged;
  }
  if (first === undefined) throw new TypeError('expected at least one condition in a group, found none');
  return first;
}

function negate({ holds, witness }: Judgement): Judgement {
  return { holds: !holds, witness: { ...witness, negated: !witness.negated } };
}

function judgeReference(name: string, facts: Facts, named: ReadonlyMap<string, Condition>): Judgement {
  const condition = named.get(name);
  if (condition === undefined) throw new TypeError(`expected a condition named ${name}, found none`);
  const { holds, witness } = judgeCondition(condition, facts, named);
  return { holds, witness: { ...witness, via: [name, ...witness.via] } };
}

function judgeComparison({ left, chain, operator, right }: Comparison, facts: Facts): Judgement {
  const found = readFact(facts, left);
  const expected = readOperand(facts, right);
  const holds = holdsOf(chain)(found, expected);
  const source = 'ref' in right ? { expectedFact: right.ref.fact } : {};
  return { holds, witness: { ...left, found, operator, expected, ...source, holds, via: [], negated: false } };
}
