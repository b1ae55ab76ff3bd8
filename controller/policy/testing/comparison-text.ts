import type { Comparison, FactRef } from '../conditions/condition.ts';
import { show } from '../conditions/json.ts';

/** A comparison on one line: `task.candidates greaterThan 0`. */
export function comparisonText({ left, operator, right }: Comparison): string {
  return `${refText(left)} ${operator} ${'ref' in right ? refText(right.ref) : wordText(right.literal)}`;
}

function refText({ fact, path }: FactRef): string {
  return path === undefined ? fact : `${fact} ${path}`;
}

// A word needs no quotes to be one.
function wordText(literal: unknown): string {
  return typeof literal === 'string' && /^[\w-]+$/.test(literal) ? literal : show(literal);
}
