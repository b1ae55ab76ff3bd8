import type { Facts } from '../facts.ts';
import type { RuleBundle } from '../verdict.ts';
import type { Comparison } from './prepare-replay.ts';

/**
 * Whether two revisions can say different things of facts. The rules that both have say the same: where no changed rule
 * is true, in the one revision or the other, neither is the outcome another. Most decisions are settled here.
 */
export function mayDiffer({ changedParts }: Comparison, facts: Facts): boolean {
  return changedParts === undefined || changedParts.some((part) => isTouched(part, facts));
}

function isTouched(part: RuleBundle, facts: Facts): boolean {
  const { hits, faults } = part.evaluate(facts);
  return hits.length > 0 || faults !== undefined;
}
