import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { Condition } from '../conditions/condition.ts';
import { isRecord } from '../conditions/json.ts';
import type { FactValue, Facts } from '../facts.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import { factRegistry } from '../stages/registry.ts';

/** Facts that an evaluation can look at, or the first one that it would ask for and that was not recorded. */
export type CompleteFacts = { readonly facts: Facts } | { readonly missing: string };

/**
 * Fits facts that an older version recorded to the facts of today: one that is not there and that no rule asks for gets
 * its sample, for a snapshot is total.
 */
export function createFactsCompleter(stage: Stage, asked: ReadonlySet<string>): (facts: Facts) => CompleteFacts {
  const table = Object.entries(factRegistry[stage]).map(([name, { sample }]) => ({ name, sample }));
  return (facts) => {
    const added: Record<string, FactValue> = {};
    let isWhole = true;
    for (const { name, sample } of table) {
      if (facts[name] !== undefined) continue;
      if (asked.has(name)) return { missing: name };
      added[name] = sample;
      isWhole = false;
    }
    return { facts: isWhole ? facts : { ...facts, ...added } };
  };
}

/** The facts that the conditions and the params of a rule set name. */
export function factsAsked({ rules, named }: ParsedRuleSet): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const condition of [...rules.map((rule) => rule.condition), ...named.values()]) walk(condition, asked);
  for (const { rule } of rules) {
    for (const value of Object.values(rule.event.params ?? {})) {
      if (isRecord(value) && typeof value['fact'] === 'string') asked.add(value['fact']);
    }
  }
  return asked;
}

function walk(condition: Condition, asked: Set<string>): void {
  if (condition.kind === 'all' || condition.kind === 'any') for (const each of condition.of) walk(each, asked);
  if (condition.kind === 'not') walk(condition.of, asked);
  if (condition.kind !== 'comparison') return;
  asked.add(condition.left.fact);
  if ('ref' in condition.right) asked.add(condition.right.ref.fact);
}
