import { type Facts } from '../facts.ts';
import { type Condition } from './condition.ts';
import { judgeCondition } from './judge-condition.ts';

/**
 * How many comparisons of a condition would have to come out otherwise for it to be `wanted`; 0 when it is.
 * Ranks the rules that did not fire by how near they came.
 */
export function distance(
  condition: Condition,
  facts: Facts,
  named: ReadonlyMap<string, Condition>,
  wanted = true,
): number {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const each = condition.of.map((member) => distance(member, facts, named, wanted));
      // Every member has to give way for a true `all` or a false `any`; one is enough for the others.
      return (condition.kind === 'all') === wanted ? each.reduce((sum, one) => sum + one, 0) : Math.min(...each);
    }
    case 'not':
      return distance(condition.of, facts, named, !wanted);
    case 'reference': {
      const target = named.get(condition.name);
      return target === undefined ? 0 : distance(target, facts, named, wanted);
    }
    case 'comparison':
      return judgeCondition(condition, facts, named).holds === wanted ? 0 : 1;
  }
}
