import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import type { Rule, RuleSetSpec } from '../../controller/catalog/kinds/rule-set.ts';
import type { FactValue, Facts } from '../../controller/policy/facts.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { sampleFacts } from '../../controller/policy/testing/sample-facts.ts';
import type { RuleBundle } from '../../controller/policy/verdict.ts';

/** A rule that moves to Delegate, or whatever else is said. */
export function rule(conditions: Readonly<Record<string, unknown>>, changes: Partial<Rule> = {}): Rule {
  return { name: 'only', conditions, event: { type: 'Delegate' }, ...changes };
}

/** A phase rule set with hit policy first, or whatever else is said. */
export function ruleSet(rules: readonly Rule[], changes: Partial<RuleSetSpec> = {}): RuleSetResource {
  return {
    apiVersion: 'maios.dev/v1alpha1',
    kind: 'RuleSet',
    metadata: { name: 'under-test' },
    spec: { stage: 'phase', hitPolicy: 'first', rules: [...rules], ...changes },
  };
}

/** Its bundle; throws the first problem. */
export function bundleOf(resource: RuleSetResource): RuleBundle {
  const loaded = loadRuleSet(resource);
  if (loaded.problems !== undefined) throw loaded.problems[0] ?? new Error('expected a problem');
  return loaded.bundle;
}

/** The samples of the phase stage, with changes. */
export function phaseFacts(changes: Readonly<Record<string, FactValue>> = {}): Facts {
  return { ...sampleFacts('phase'), ...changes };
}
