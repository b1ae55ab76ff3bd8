import type { Stage } from '../../catalog/kinds/rule-set.ts';
import { comparisonsIn } from '../conditions/comparisons-in.ts';
import type { Comparison, Condition } from '../conditions/condition.ts';
import { factRegistry } from '../stages/registry.ts';

/** The comparisons of conditions that may come out otherwise though nothing happens but that time passes. */
export function comparisonsInTime(stage: Stage, conditions: readonly Condition[]): readonly Comparison[] {
  return conditions.flatMap(comparisonsIn).filter(({ left, right }) => {
    const refs = [left, ...('ref' in right ? [right.ref] : [])];
    return refs.some((ref) => factRegistry[stage][ref.fact]?.perMs !== undefined);
  });
}
