import { comparisonsIn } from '../conditions/comparisons-in.ts';
import type { Comparison } from '../conditions/condition.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';

/** Every comparison as it is written, once: those of the named conditions first, then those of the rules. */
export function comparisonsOf({ named, rules }: Pick<ParsedRuleSet, 'named' | 'rules'>): readonly Comparison[] {
  return [...named.values(), ...rules.map(({ condition }) => condition)].flatMap(comparisonsIn);
}
