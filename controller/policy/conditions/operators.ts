import type { FactValue } from '../facts.ts';
import { isList } from './json.ts';

export type Holds = (left: FactValue, right: FactValue) => boolean;

/**
 * The ten operators of json-rules-engine, made total: no coercion, no substring match.
 * Comparing by size is true of two numbers only, so that null and '10' are neither less nor greater than anything.
 */
export const operators = {
  equal: (left, right) => left === right,
  notEqual: (left, right) => left !== right,
  in: (left, right) => listOf(right).includes(left),
  notIn: (left, right) => !listOf(right).includes(left),
  contains: (left, right) => isList(left) && left.includes(right),
  doesNotContain: (left, right) => isList(left) && !left.includes(right),
  lessThan: bySize((left, right) => left < right),
  lessThanInclusive: bySize((left, right) => left <= right),
  greaterThan: bySize((left, right) => left > right),
  greaterThanInclusive: bySize((left, right) => left >= right),
} as const satisfies Record<string, Holds>;
export type OperatorName = keyof typeof operators;

/** The decorators of json-rules-engine 7.3, as it defines them: `not:in`, `someFact:equal`, … */
export const decorators = {
  not: (next) => (left, right) => !next(left, right),
  swap: (next) => (left, right) => next(right, left),
  someFact: (next) => (left, right) => isList(left) && left.some((each) => next(each, right)),
  everyFact: (next) => (left, right) => isList(left) && left.every((each) => next(each, right)),
  someValue: (next) => (left, right) => listOf(right).some((each) => next(left, each)),
  everyValue: (next) => (left, right) => listOf(right).every((each) => next(left, each)),
} as const satisfies Record<string, (next: Holds) => Holds>;
export type DecoratorName = keyof typeof decorators;

/** An operator with its decorators, outermost first. */
export interface OperatorChain {
  readonly decorators: readonly DecoratorName[];
  readonly operator: OperatorName;
}

const maxDecorators = 4;

/** Reads `not:someFact:equal`; undefined when any part is unknown, or there are more than four decorators. */
export function parseOperator(text: string): OperatorChain | undefined {
  const parts = text.split(':');
  const operator = parts.pop() ?? '';
  if (!isOperator(operator) || parts.length > maxDecorators || !parts.every(isDecorator)) return undefined;
  return { decorators: parts, operator };
}

/** The function that a chain stands for. Fails with a TypeError where a list is needed and there is none. */
export function holdsOf(chain: OperatorChain): Holds {
  return chain.decorators.reduceRight<Holds>((next, name) => decorators[name](next), operators[chain.operator]);
}

function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(operators, name);
}

function isDecorator(name: string): name is DecoratorName {
  return Object.hasOwn(decorators, name);
}

function listOf(value: FactValue): readonly FactValue[] {
  if (isList(value)) return value;
  throw new TypeError(`expected a list to look in, found ${JSON.stringify(value)}`);
}

function bySize(compare: (left: number, right: number) => boolean): Holds {
  return (left, right) => typeof left === 'number' && typeof right === 'number' && compare(left, right);
}
