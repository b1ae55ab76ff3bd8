import { defaultPriority } from '../load/check-order.ts';
import type { ParsedRule } from '../load/parse-rule-set.ts';

/** Rules in the order of judgement: by priority, highest first, then as they were defined. */
export function inOrder(rules: readonly ParsedRule[]): readonly ParsedRule[] {
  return rules.toSorted((a, b) => priorityOf(b) - priorityOf(a));
}

export function priorityOf({ rule }: ParsedRule): number {
  return rule.priority ?? defaultPriority;
}
