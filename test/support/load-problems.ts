import test from 'ava';
import type { Rule, RuleSetSpec } from '../../controller/catalog/kinds/rule-set.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { rule, ruleSet } from './rule-set.ts';

/** What is wrong with a phase rule set of these rules, or with whatever else is said. */
export function problemsOf(rules: readonly Rule[], changes: Partial<RuleSetSpec> = {}): readonly string[] {
  return (loadRuleSet(ruleSet(rules, changes)).problems ?? []).map((problem) => problem.message);
}

/** Conditions of one comparison. */
export function compare(fact: string, operator: string, value: unknown, more: object = {}) {
  return { all: [{ fact, operator, value, ...more }] };
}

/** Where `refusesConditions` puts its conditions. */
export const at = 'rule only, rules[0].conditions';

/** Title, conditions of the one rule, all messages. */
export const refusesConditions = test.macro({
  exec: (t, conditions: Readonly<Record<string, unknown>>, ...messages: readonly string[]) => {
    t.deepEqual(problemsOf([rule(conditions)]), messages);
  },
  title: (what) => `load: refuses ${what}`,
});
