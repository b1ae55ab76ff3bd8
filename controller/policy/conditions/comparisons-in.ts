import type { Comparison, Condition } from './condition.ts';

/** Those of a condition; references are not followed. */
export function comparisonsIn(condition: Condition): readonly Comparison[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(comparisonsIn);
    case 'not':
      return comparisonsIn(condition.of);
    case 'reference':
      return [];
    case 'comparison':
      return [condition];
  }
}

/** Every comparison that a condition comes to, references followed. */
export function comparisonsFrom(condition: Condition, named: ReadonlyMap<string, Condition>): readonly Comparison[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((member) => comparisonsFrom(member, named));
    case 'not':
      return comparisonsFrom(condition.of, named);
    case 'reference': {
      const target = named.get(condition.name);
      return target === undefined ? [] : comparisonsFrom(target, named);
    }
    case 'comparison':
      return [condition];
  }
}
