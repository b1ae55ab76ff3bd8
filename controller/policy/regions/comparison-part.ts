import type { Comparison, Operand } from '../conditions/condition.ts';
import { isList } from '../conditions/json.ts';
import { holdsOf, type Holds, type OperatorChain } from '../conditions/operators.ts';
import type { FactValue } from '../facts.ts';
import { point, type Interval } from './intervals.ts';
import type { Constraint } from './region.ts';
import type { Space } from './space.ts';
import { complement, intersect, nothing, setOf, union, type ValueSet } from './value-set.ts';

/** What a true comparison says of one variable. Where it cannot be analysed, that is a truth value of its own. */
export function partOf(comparison: Comparison, space: Space): Constraint {
  const { isNegated, chain } = withoutNot(comparison.chain);
  const plain = { ...comparison, chain };
  const part = valuePart(plain, space) ??
    memberPart(plain, space) ?? {
      variable: space.opaqueOf(plain),
      set: setOf([true]),
    };
  return isNegated ? { ...part, set: intersect(part.variable.domain, complement(part.set)) } : part;
}

function withoutNot({ decorators, operator }: OperatorChain): { isNegated: boolean; chain: OperatorChain } {
  const first = decorators.findIndex((name) => name !== 'not');
  const nots = first === -1 ? decorators.length : first;
  return { isNegated: nots % 2 === 1, chain: { decorators: decorators.slice(nots), operator } };
}

function valuePart({ left, chain, right }: Comparison, space: Space): Constraint | undefined {
  if ('ref' in right) return undefined;
  const variable = space.valueOf(left);
  const isStructure = ['list', 'object'].includes(space.table[left.fact]?.type ?? '') && left.path === undefined;
  if (isStructure) return undefined;
  const set = truthSet(chain, right.literal, variable.domain);
  return set === undefined ? undefined : { variable, set };
}

const memberOperators: ReadonlyMap<string, boolean> = new Map([
  ['contains', true],
  ['someFact:equal', true],
  ['swap:in', true],
  ['doesNotContain', false],
  ['everyFact:notEqual', false],
  ['swap:notIn', false],
]);

// Of a fact that is always a list, these are true or false of one member.
function memberPart({ left, chain, right }: Comparison, space: Space): Constraint | undefined {
  const definition = space.table[left.fact];
  const member = memberOf(right);
  const isTrue = memberOperators.get([...chain.decorators, chain.operator].join(':'));
  const isAlwaysList = definition?.type === 'list' && !definition.nullable && left.path === undefined;
  if (!isAlwaysList || member === undefined || isTrue === undefined) return undefined;
  return { variable: space.containsOf(left, member), set: setOf([isTrue]) };
}

function memberOf(right: Operand): FactValue | undefined {
  if ('ref' in right || (typeof right.literal === 'object' && right.literal !== null)) return undefined;
  return right.literal;
}

/**
 * The values of which a comparison with a literal is true. Every operator is constant between the numbers and texts that
 * the literal names, so that one sample of each class shows all of it; undefined where some value cannot be judged, or
 * where a list or an object may stand on the left and the operator looks inside.
 */
function truthSet(chain: OperatorChain, literal: FactValue, domain: ValueSet): ValueSet | undefined {
  if (chain.decorators.length === 0 && chain.operator === 'equal') return intersect(domain, scalars([literal], domain));
  if (chain.decorators.length === 0 && chain.operator === 'in' && isList(literal)) {
    return intersect(domain, scalars(literal, domain));
  }
  if (domain.structures && looksInside(chain)) return undefined;
  try {
    return intersect(domain, sampled(holdsOf(chain), literal, domain));
  } catch (cause) {
    if (cause instanceof TypeError) return undefined;
    throw cause;
  }
}

function scalars(values: readonly FactValue[], { whole }: ValueSet): ValueSet {
  return setOf(values, whole);
}

const inside: readonly string[] = ['someFact', 'everyFact', 'swap', 'contains', 'doesNotContain'];

function looksInside({ decorators, operator }: OperatorChain): boolean {
  return [...decorators, operator].some((name) => inside.includes(name));
}

function sampled(holds: Holds, literal: FactValue, domain: ValueSet): ValueSet {
  const is = (value: FactValue): boolean => holds(value, literal);
  const named = scalarsIn(literal);
  return {
    nulls: domain.nulls && is(null),
    no: domain.no && is(false),
    yes: domain.yes && is(true),
    texts: hasTexts(domain) ? sampledTexts(is, named) : nothing.texts,
    numbers: domain.numbers.length > 0 ? sampledNumbers(is, named) : [],
    whole: domain.whole,
    structures: domain.structures && is([]),
  };
}

function hasTexts({ texts }: ValueSet): boolean {
  return texts.except || texts.values.length > 0;
}

function sampledTexts(is: (value: FactValue) => boolean, named: readonly FactValue[]): ValueSet['texts'] {
  const texts = [...new Set(named.filter((value) => typeof value === 'string'))];
  // Longer than every other, and so none of them.
  const isOther = is(`other${texts.join('')}`);
  return { except: isOther, values: texts.filter((text) => is(text) !== isOther) };
}

function sampledNumbers(is: (value: FactValue) => boolean, named: readonly FactValue[]): ValueSet['numbers'] {
  const points = [...new Set(named.filter((value) => typeof value === 'number'))].toSorted((a, b) => a - b);
  const ends = [-Infinity, ...points, Infinity];
  const between = ends.slice(1).map((high, index): Interval => {
    return { low: ends[index] ?? -Infinity, lowOpen: true, high, highOpen: true };
  });
  const parts = [...points.map(point), ...between].filter((part) => is(sampleOf(part)));
  return parts.map((part) => ({ ...nothing, numbers: [part] })).reduce(union, nothing).numbers;
}

function sampleOf({ low, high }: Interval): number {
  if (low === -Infinity && high === Infinity) return 0;
  if (low === -Infinity) return high - Math.max(1, Math.abs(high));
  return high === Infinity ? low + Math.max(1, Math.abs(low)) : (low + high) / 2;
}

function scalarsIn(literal: FactValue): readonly FactValue[] {
  return isList(literal) ? literal.flatMap(scalarsIn) : [literal];
}
