import { readFact, readOperand, type Comparison } from '../conditions/condition.ts';
import { holdsOf } from '../conditions/operators.ts';
import type { Facts } from '../facts.ts';
import type { ExplainedComparison } from './explained-condition.ts';
import type { Head, PreparedCondition } from './prepared-condition.ts';

/** One comparison, with the values that it met on both sides. */
export function prepareComparison(at: Head, { left, chain, operator, right }: Comparison): PreparedCondition {
  const holds = holdsOf(chain);
  const isRead = 'ref' in right;
  const source = isRead ? expectedFrom(right.ref) : {};
  const head = { kind: 'comparison', ...at, ...left, operator, ...source } as const;
  // A copy of an object that has all its members costs half of one that grows.
  const blank: ExplainedComparison = { ...head, outcome: 'not-evaluated', found: null, expected: null };
  const explain = (facts: Facts): ExplainedComparison => {
    const found = readFact(facts, left);
    const expected = isRead ? readOperand(facts, right) : right.literal;
    try {
      const isMissing = found === null || (isRead && expected === null);
      const outcome = holds(found, expected) ? 'true' : isMissing ? 'missing' : 'false';
      return { ...blank, outcome, found, expected };
    } catch (error) {
      return { ...blank, outcome: 'fault', found, expected, message: messageOf(error) };
    }
  };
  const isTrue = (facts: Facts): boolean => {
    try {
      return holds(readFact(facts, left), readOperand(facts, right));
    } catch {
      return false;
    }
  };
  return {
    skipped: Object.freeze({ ...head, outcome: 'not-evaluated', ...(isRead ? {} : { expected: right.literal }) }),
    explain,
    lacking: (facts, wanted) => (isTrue(facts) === wanted ? [] : [explain(facts)]),
    distance: (facts, wanted) => (isTrue(facts) === wanted ? 0 : 1),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function expectedFrom({ fact, path }: { readonly fact: string; readonly path?: string }) {
  return { expectedFact: fact, ...(path === undefined ? {} : { expectedPath: path }) };
}
