import type { FactValue } from '../../policy/facts.ts';
import type { ExplainedComparison } from '../../policy/explain/explained-condition.ts';
import { cut, factText } from './fact-lines.ts';

/** What would have to be otherwise: `phase is Plan (wanted: Monitor)`. */
export function lackText(comparison: ExplainedComparison): string {
  const { outcome, message } = comparison;
  if (outcome === 'fault') return `${nameOf(comparison)} cannot be judged: ${message ?? ''}`;
  const wish = outcome === 'true' ? 'not wanted' : 'wanted';
  return `${nameOf(comparison)} ${stateOf(comparison)} (${wish}: ${wishOf(comparison)})`;
}

/** A comparison as its rule writes it: `task.runMinutes greaterThan task.timeoutMinutes`. */
export function comparisonText(comparison: ExplainedComparison): string {
  return `${nameOf(comparison)} ${comparison.operator} ${expectedText(comparison)}`;
}

/** The value that a fact had, in words. */
export function stateOf({ found }: ExplainedComparison): string {
  return found === null || found === undefined ? 'is not known' : `is ${factText(found)}`;
}

function nameOf({ fact, path }: ExplainedComparison): string {
  return path === undefined ? fact : `${fact} ${path}`;
}

const wishes: Readonly<Record<string, string>> = {
  equal: '',
  notEqual: 'not ',
  in: 'one of ',
  notIn: 'none of ',
  contains: 'containing ',
  doesNotContain: 'not containing ',
  lessThan: 'less than ',
  lessThanInclusive: 'at most ',
  greaterThan: 'more than ',
  greaterThanInclusive: 'at least ',
};

// An operator with decorators is best shown as it is written.
function wishOf(comparison: ExplainedComparison): string {
  const { operator, expected, expectedFact } = comparison;
  if (expected === null && expectedFact === undefined) {
    if (operator === 'equal') return 'nothing';
    if (operator === 'notEqual') return 'something';
  }
  return `${wishes[operator] ?? `${operator} `}${expectedText(comparison)}`;
}

// A fact that it was compared with is named, with the value that it had.
function expectedText({ expected, expectedFact, expectedPath }: ExplainedComparison): string {
  if (expectedFact === undefined) return valueText(expected);
  const source = expectedPath === undefined ? expectedFact : `${expectedFact} ${expectedPath}`;
  return expected === undefined ? source : `${source}, ${valueText(expected)}`;
}

function valueText(value: FactValue | undefined): string {
  return Array.isArray(value) ? cut(value.map((each: FactValue) => factText(each)).join(', ')) : factText(value);
}
