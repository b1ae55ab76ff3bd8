import type { Comparison, Operand } from '../../conditions/condition.ts';
import { isList } from '../../conditions/json.ts';
import type { OperatorName } from '../../conditions/operators.ts';
import type { FactTable, FactValue } from '../../facts.ts';
import { comparisonText } from '../comparison-text.ts';
import { stepOf } from '../step-of.ts';
import type { Change } from './change.ts';

/** What people most easily write in the place of each operator. */
const neighbours: Readonly<Record<OperatorName, readonly OperatorName[]>> = {
  equal: ['notEqual'],
  notEqual: ['equal'],
  in: ['notIn'],
  notIn: ['in'],
  contains: ['doesNotContain'],
  doesNotContain: ['contains'],
  lessThan: ['lessThanInclusive', 'greaterThanInclusive'],
  lessThanInclusive: ['lessThan', 'greaterThan'],
  greaterThan: ['greaterThanInclusive', 'lessThanInclusive'],
  greaterThanInclusive: ['greaterThan', 'lessThan'],
};

/** A comparison with another operator, or with another value; each is one that would have passed the checks at load. */
export function comparisonChanges(comparison: Comparison, table: FactTable): readonly Change<Comparison>[] {
  const operators = neighbours[comparison.chain.operator].map((operator) => withOperator(comparison, operator));
  const values = otherLiterals(comparison, table).map((literal) => ({ ...comparison, right: { literal } }));
  return [...operators, ...values].map((to) => ({
    to,
    what: `${comparisonText(comparison)} → ${partText(comparison, to)}`,
  }));
}

function withOperator(comparison: Comparison, operator: OperatorName): Comparison {
  const { decorators } = comparison.chain;
  return { ...comparison, chain: { decorators, operator }, operator: [...decorators, operator].join(':') };
}

function partText(before: Comparison, after: Comparison): string {
  return before.right === after.right ? after.operator : valueText(after.right);
}

function valueText(right: Operand): string {
  return 'literal' in right ? JSON.stringify(right.literal) : right.ref.fact;
}

function otherLiterals({ left, right, chain }: Comparison, table: FactTable): readonly FactValue[] {
  if ('ref' in right) return [];
  const { literal } = right;
  const definition = left.path === undefined ? table[left.fact] : undefined;
  switch (typeof literal) {
    case 'number':
      return [literal - stepOf(literal), literal + stepOf(literal)].map(tidy);
    case 'string':
      return [otherText(literal, definition?.values)];
    case 'boolean':
      // Of what is true or false, another value is the other operator.
      return definition?.nullable === true ? [!literal] : [];
    default:
      return isList(literal) && /in$/i.test(chain.operator) ? shorterLists(literal) : [];
  }
}

function shorterLists(list: readonly FactValue[]): readonly FactValue[] {
  return list.length < 2 ? [] : list.map((_, index) => list.toSpliced(index, 1));
}

// What binary fractions add to 0.1 + 0.2.
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function otherText(text: string, values: readonly string[] = []): string {
  const index = values.indexOf(text);
  return values[(index + 1) % values.length] ?? `${text}-other`;
}
