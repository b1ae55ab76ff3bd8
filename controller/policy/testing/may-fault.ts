import type { Condition } from '../conditions/condition.ts';
import { canFault } from '../compile/compile-comparison.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import { factRegistry } from '../stages/registry.ts';
import { comparisonsFrom } from '../conditions/comparisons-in.ts';

/** Whether there may be facts over which a condition cannot be judged; where regions do not reach. */
export function mayFault(condition: Condition, { named, spec }: Pick<ParsedRuleSet, 'named' | 'spec'>): boolean {
  const table = factRegistry[spec.stage];
  return comparisonsFrom(condition, named).some(({ chain, right }) => canFault(chain, right, table));
}
