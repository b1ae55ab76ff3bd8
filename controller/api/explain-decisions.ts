import { type Catalog } from '../catalog/catalog.ts';
import { type RuleSetSpec } from '../catalog/kinds/rule-set.ts';
import { explainVerdict } from '../policy/explain.ts';
import { type DecisionView } from '../store/operations/views/decision-view.ts';
import { type ExplainedDecisionView } from '../store/operations/views/why.ts';

/** Adds to each decision which comparison settled each rule, as long as the rules are those that it was made by. */
export function explainDecisions(
  catalog: Catalog,
  decisions: readonly DecisionView[],
): readonly ExplainedDecisionView[] {
  return decisions.map((decision) => explainDecision(catalog, decision));
}

function explainDecision(catalog: Catalog, decision: DecisionView): ExplainedDecisionView {
  const declared = catalog.get('RuleSet', decision.verdict.ruleSet);
  if (declared === undefined) return decision;
  try {
    const explanation = explainVerdict(declared.resource, decision.facts, decision.verdict);
    if (!explanation.sameRules) return decision;
    return { ...decision, explanation, lookedAt: factsLookedAt(declared.resource.spec, decision) };
  } catch {
    // The present rule set is not sound, or asks for facts that this decision never had: the record speaks for itself.
    return decision;
  }
}

/** The facts that the conditions of the fired rules name, those of conditions that they refer to included. */
function factsLookedAt({ rules, conditions }: RuleSetSpec, { verdict }: DecisionView): readonly string[] {
  const fired = new Set(verdict.hits.map((hit) => hit.rule));
  const named = conditions ?? {};
  const facts = rules.filter((rule) => fired.has(rule.name)).flatMap((rule) => factsIn(rule.conditions, named, []));
  return [...new Set(facts)];
}

function factsIn(
  node: unknown,
  named: Readonly<Record<string, unknown>>,
  within: readonly string[],
): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((member) => factsIn(member, named, within));
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'fact' && typeof value === 'string') return [value];
    if (key !== 'condition' || typeof value !== 'string') return factsIn(value, named, within);
    return within.includes(value) ? [] : factsIn(named[value], named, [...within, value]);
  });
}
