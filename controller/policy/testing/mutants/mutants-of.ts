import type { Rule } from '../../../catalog/kinds/rule-set.ts';
import type { Condition } from '../../conditions/condition.ts';
import { referencesOf } from '../../load/check-references.ts';
import type { ParsedRule, ParsedRuleSet } from '../../load/parse-rule-set.ts';
import type { Segments } from '../../load/problems.ts';
import { factRegistry } from '../../stages/registry.ts';
import { inOrder, priorityOf } from '../in-order.ts';
import { conditionChanges } from './change-condition.ts';
import { ruleChanges } from './change-rule.ts';

/** A rule set with one small fault planted in it. */
export interface Mutant {
  /** Where the fault is: keys and indices below the spec. */
  readonly at: Segments;
  readonly what: string;
  /** The rules that come out otherwise by it, as they now are; all others are as they were. */
  readonly rules: ReadonlyMap<string, ParsedRule>;
  /** The named conditions with the fault in them; as they were where it is in a rule. */
  readonly named: ParsedRuleSet['named'];
  /** Whether a condition was changed; else it is an event, a time or the order. */
  readonly ofCondition: boolean;
  /** Whether two rules have changed places. */
  readonly swaps: boolean;
}

/** Every mutant of a rule set, in the order in which the places are written. */
export function* mutantsOf(parsed: ParsedRuleSet): Generator<Mutant> {
  for (const [name, condition] of parsed.named) yield* ofNamed(name, condition, parsed);
  for (const [index, rule] of parsed.rules.entries()) yield* ofRule(rule, index, parsed);
  if (parsed.spec.hitPolicy === 'first') yield* ofOrder(parsed);
}

function* ofNamed(name: string, condition: Condition, parsed: ParsedRuleSet): Generator<Mutant> {
  const rules = new Map(parsed.rules.filter(refersTo(name, parsed.named)).map((rule) => [rule.rule.name, rule]));
  if (rules.size === 0) return;
  for (const { to, what, at } of conditionChanges(condition, factRegistry[parsed.spec.stage])) {
    yield { at, what, rules, named: new Map(parsed.named).set(name, to), ofCondition: true, swaps: false };
  }
}

function refersTo(name: string, named: ParsedRuleSet['named']): (rule: ParsedRule) => boolean {
  const leadsThere = (condition: Condition): boolean =>
    referencesOf(condition).some((next) => {
      const target = named.get(next);
      return next === name || (target !== undefined && leadsThere(target));
    });
  return ({ condition }) => leadsThere(condition);
}

function* ofRule(parsed: ParsedRule, index: number, { spec, named }: ParsedRuleSet): Generator<Mutant> {
  for (const { to, what, at } of conditionChanges(parsed.condition, factRegistry[spec.stage])) {
    yield { at, what, rules: one({ ...parsed, condition: to }), named, ofCondition: true, swaps: false };
  }
  for (const { to, what, at } of ruleChanges(parsed.rule, spec.stage)) {
    yield {
      at: ['rules', index, ...at],
      what,
      rules: one({ ...parsed, rule: to }),
      named,
      ofCondition: false,
      swaps: false,
    };
  }
}

function one(rule: ParsedRule): ReadonlyMap<string, ParsedRule> {
  return new Map([[rule.rule.name, rule]]);
}

function* ofOrder({ rules, named }: ParsedRuleSet): Generator<Mutant> {
  const ordered = inOrder(rules);
  for (const [index, first] of ordered.entries()) {
    const second = ordered[index + 1];
    if (second === undefined) return;
    const swapped = [withPriority(first, priorityOf(second)), withPriority(second, priorityOf(first))];
    yield {
      at: [...first.at.slice(0, 2), 'priority'],
      what: `${second.rule.name} before ${first.rule.name}`,
      rules: new Map(swapped.map((rule) => [rule.rule.name, rule])),
      named,
      ofCondition: false,
      swaps: true,
    };
  }
}

function withPriority(parsed: ParsedRule, priority: number): ParsedRule {
  const rule: Rule = { ...parsed.rule, priority };
  return { ...parsed, rule };
}
