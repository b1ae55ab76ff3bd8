import type { RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { Place } from '../../errors/maios-error.ts';
import type { At } from '../conditions/condition.ts';
import { createBundle } from '../evaluate/create-bundle.ts';
import { ruleSetDigest } from '../../catalog/kinds/rule-set-digest.ts';
import type { Facts } from '../facts.ts';
import { parseRuleSet, type ParsedRuleSet } from '../load/parse-rule-set.ts';
import type { RuleBundle, Verdict } from '../verdict.ts';
import type { ExplainedComparison } from './explained-condition.ts';
import type { ExplainedRule } from './explained-rule.ts';
import { prepareRules } from './prepare-rule.ts';

/** A rule set made ready to explain what it says about facts, those of the past and those that never were. */
export interface Explainer {
  readonly spec: RuleSetSpec;
  readonly parsed: ParsedRuleSet;
  /** To ask what these rules say about facts. */
  readonly bundle: RuleBundle;
  /**
   * Every rule in the order of judgement, with the tree of its conditions. The verdict is what these rules said about
   * these facts: the recorded one, or `bundle.evaluate(facts)`.
   */
  explain(facts: Facts, verdict: Verdict): readonly ExplainedRule[];
  /** The fewest comparisons that would have to come out otherwise for the conditions of a rule to be `wanted`: true. */
  lacking(rule: string, facts: Facts, wanted?: boolean): readonly ExplainedComparison[];
  /** How many these are, told quickly. */
  distance(rule: string, facts: Facts, wanted?: boolean): number;
}

/**
 * Reads a rule set once. `placeOf` finds a place below the spec in its file.
 * Fails with RULES_INVALID when the rule set is not sound.
 */
export function createExplainer(resource: RuleSetResource, placeOf?: (at: At) => Place | undefined): Explainer {
  const parsed = parseRuleSet(resource);
  if ('problems' in parsed) throw parsed.problems[0] ?? new TypeError('expected a problem');
  const { spec } = parsed;
  const rules = prepareRules(parsed, placeOf);
  const byName = new Map(rules.map((prepared) => [prepared.name, prepared]));
  return {
    spec,
    parsed,
    bundle: createBundle({ name: resource.metadata.name, digest: ruleSetDigest(spec), parsed }),
    explain(facts, verdict) {
      const faults = [...(verdict.shadow?.faults ?? []), ...(verdict.faults ?? [])];
      const said = { hits: byRule(verdict.hits), faults: byRule(faults), timers: verdict.timers };
      return rules.map((rule) => rule.explain(facts, said));
    },
    lacking: (rule, facts, wanted = true) => byName.get(rule)?.lacking(facts, wanted) ?? [],
    distance: (rule, facts, wanted = true) => byName.get(rule)?.distance(facts, wanted) ?? 0,
  };
}

function byRule<T extends { readonly rule: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.rule, item]));
}
