import { canonicalJson } from '../../catalog/kinds/digest.ts';
import type { Rule } from '../../catalog/kinds/rule-set.ts';
import type { Condition } from '../conditions/condition.ts';
import { defaultPriority } from '../load/check-order.ts';
import type { ParsedRule, ParsedRuleSet } from '../load/parse-rule-set.ts';

/** What became of a rule from one rule set to the other. */
export type RuleChange = 'added' | 'removed' | 'changed';

/** By the name of the rule; rules that say the same in both sets are not in it. */
export type RuleChanges = ReadonlyMap<string, RuleChange>;

/** The rules that differ between two revisions, the conditions that they refer to included; descriptions do not count. */
export function changedRules(before: ParsedRuleSet, after: ParsedRuleSet): RuleChanges {
  const old = textsOf(before);
  const now = textsOf(after);
  const changes = new Map<string, RuleChange>();
  for (const [name, text] of now) {
    const was = old.get(name);
    if (was === undefined) changes.set(name, 'added');
    else if (was !== text) changes.set(name, 'changed');
  }
  for (const name of old.keys()) if (!now.has(name)) changes.set(name, 'removed');
  return changes;
}

/** Whether the rules that did not change are judged in one order, so that only the changed ones can make a difference. */
export function keepsOrder(before: ParsedRuleSet, after: ParsedRuleSet, changes: RuleChanges): boolean {
  const order = ({ rules }: ParsedRuleSet): string =>
    canonicalJson(
      rules
        .map(({ rule }) => rule)
        .filter(({ name }) => !changes.has(name))
        .toSorted((a, b) => priorityOf(b) - priorityOf(a))
        .map(({ name }) => name),
    );
  return before.spec.hitPolicy === after.spec.hitPolicy && order(before) === order(after);
}

/** The parts of a rule that differ, for people: `conditions`, `priority`, `event`, … */
export function differingParts(before: ParsedRule, after: ParsedRule): readonly string[] {
  const parts = ['conditions', 'priority', 'event', 'mode', 'for', 'keepFor', 'rate'] as const;
  const differing: string[] = parts.filter(
    (part) => canonicalJson(before.rule[part]) !== canonicalJson(after.rule[part]),
  );
  return differing.length > 0 ? differing : ['conditions'];
}

function textsOf({ rules, named }: ParsedRuleSet): ReadonlyMap<string, string> {
  return new Map(rules.map(({ rule, condition }) => [rule.name, textOf(rule, referencesOf(condition, named))]));
}

function textOf({ description: _, ...rule }: Rule, references: readonly (readonly [string, unknown])[]): string {
  return canonicalJson([{ ...rule, priority: rule.priority ?? defaultPriority }, references]);
}

/** The named conditions that a condition leads to, each once, by name. */
export function referencesOf(
  condition: Condition,
  named: ReadonlyMap<string, Condition>,
): readonly (readonly [string, Condition])[] {
  const found = new Map<string, Condition>();
  const walk = (each: Condition): void => {
    if (each.kind === 'all' || each.kind === 'any') each.of.forEach(walk);
    if (each.kind === 'not') walk(each.of);
    if (each.kind !== 'reference' || found.has(each.name)) return;
    const target = named.get(each.name);
    if (target === undefined) return;
    found.set(each.name, target);
    walk(target);
  };
  walk(condition);
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function priorityOf({ priority = defaultPriority }: Rule): number {
  return priority;
}
