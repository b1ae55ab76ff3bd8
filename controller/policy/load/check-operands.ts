import type { FactRef, Operand } from '../conditions/condition.ts';
import type { DecoratorName, OperatorChain, OperatorName } from '../conditions/operators.ts';
import type { FactTable } from '../facts.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import { may, membersOf, showSide, sideOfLiteral, sideOfRef, type Side } from './operand-side.ts';

/** Why a comparison could never mean what it says, and which of its keys to mend. */
export interface Mismatch {
  readonly at: 'operator' | 'value';
  readonly message: string;
}

/** Checks both sides of a comparison against the types of the facts; undefined when they fit. */
export function checkOperands(
  chain: OperatorChain,
  left: FactRef,
  right: Operand,
  facts: FactTable,
): Mismatch | undefined {
  const rightSide = 'ref' in right ? sideOfRef(right.ref, facts) : sideOfLiteral(right.literal);
  return checkChain(chain.decorators, chain.operator, sideOfRef(left, facts), rightSide);
}

function checkChain(
  names: readonly DecoratorName[],
  operator: OperatorName,
  left: Side,
  right: Side,
): Mismatch | undefined {
  const [name, ...rest] = names;
  if (name === undefined) return checks[operator](left, right);
  switch (name) {
    case 'not':
      return checkChain(rest, operator, left, right);
    case 'swap':
      return checkChain(rest, operator, right, left);
    case 'someFact':
    case 'everyFact':
      if (!may(left, 'list')) return wrongOperator(`expected a list for ${name}, found ${showSide(left)}`);
      return firstMismatch(membersOf(left), (member) => checkChain(rest, operator, member, right));
    case 'someValue':
    case 'everyValue':
      if (!may(right, 'list')) return wrongValue(`expected a list for ${name}, found ${showSide(right)}`);
      return firstMismatch(membersOf(right), (member) => checkChain(rest, operator, left, member));
  }
}

const checks: Readonly<Record<OperatorName, (left: Side, right: Side) => Mismatch | undefined>> = {
  equal: checkEqual,
  notEqual: checkEqual,
  in: checkIn,
  notIn: checkIn,
  contains: checkContains,
  doesNotContain: checkContains,
  lessThan: checkSize,
  lessThanInclusive: checkSize,
  greaterThan: checkSize,
  greaterThanInclusive: checkSize,
};

// Equality is ===: a list or an object equals nothing but itself.
function checkEqual(left: Side, right: Side): Mismatch | undefined {
  for (const side of [left, right]) {
    if (side.type === 'list' || side.type === 'object') {
      return wrongValue(
        `expected a text, number, boolean or null to compare, found ${showSide(side)}, which equals nothing`,
      );
    }
  }
  if (left.type === 'unknown' || right.type === 'unknown') return undefined;
  if (left.type === 'null' || right.type === 'null') return checkNull(left, right);
  if (left.type !== right.type) {
    return wrongValue(`expected a ${left.type} to compare with ${showSide(left)}, found ${showSide(right)}`);
  }
  return checkValues(left, right) ?? checkValues(right, left);
}

function checkNull(left: Side, right: Side): Mismatch | undefined {
  if (left.nullable && right.nullable) return undefined;
  const never = left.nullable ? right : left;
  return wrongValue(`expected a value that ${showSide(never)} can have, found null`);
}

function checkValues(fact: Side, other: Side): Mismatch | undefined {
  if (fact.values === undefined || typeof other.literal !== 'string' || fact.values.includes(other.literal)) {
    return undefined;
  }
  const hint = didYouMean(other.literal, fact.values);
  return wrongValue(`expected one of ${fact.values.join(', ')}, found ${showSide(other)}${hint}`);
}

// json-rules-engine takes a text on the right for a list of characters: 'admin' would be in 'administrator'.
function checkIn(left: Side, right: Side): Mismatch | undefined {
  if (!may(right, 'list') || (right.type === 'list' && right.nullable)) {
    return wrongValue(`expected a list to look in, found ${showSide(right)}`);
  }
  if (right.members?.length === 0) return wrongValue('expected at least one member to look for, found none');
  return firstMismatch(membersOf(right), (member) => checkEqual(left, member));
}

function checkContains(left: Side, right: Side): Mismatch | undefined {
  if (!may(left, 'list')) return wrongOperator(`expected a list that may contain something, found ${showSide(left)}`);
  return firstMismatch(membersOf(left), (member) => checkEqual(member, right));
}

function checkSize(left: Side, right: Side): Mismatch | undefined {
  if (!may(left, 'number')) return wrongOperator(`expected a number to compare by size, found ${showSide(left)}`);
  if (!may(right, 'number')) return wrongValue(`expected a number to compare by size, found ${showSide(right)}`);
  return undefined;
}

function firstMismatch(sides: readonly Side[], check: (side: Side) => Mismatch | undefined): Mismatch | undefined {
  for (const side of sides) {
    const mismatch = check(side);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function wrongOperator(message: string): Mismatch {
  return { at: 'operator', message };
}

function wrongValue(message: string): Mismatch {
  return { at: 'value', message };
}
