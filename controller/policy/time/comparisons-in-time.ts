import { type Stage } from '../../catalog/kinds/rule-set.ts';
import { type Comparison, type Condition } from '../conditions/condition.ts';
import { factRegistry } from '../stages/registry.ts';

/** The comparisons of conditions that may come out otherwise though nothing happens but that time passes. */
export function comparisonsInTime(stage: Stage, conditions: readonly Condition[]): readonly Comparison[] {
  return conditions.flatMap(comparisonsIn).filter(({ left, right }) => {
    const refs = [left, ...('ref' in right ? [right.ref] : [])];
    return refs.some((ref) => factRegistry[stage][ref.fact]?.perMs !== undefined);
  });
}

function comparisonsIn(condition: Condition): readonly Comparison[] {
  switch (condition.kind) {
    case 'comparison':
      return [condition];
    case 'all':
    case 'any':
      return condition.of.flatMap(comparisonsIn);
    case 'not':
      return comparisonsIn(condition.of);
    case 'reference':
      return [];
  }
}
