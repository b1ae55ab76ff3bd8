import { type Catalog } from '../catalog/catalog.ts';
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
    return explanation.sameRules ? { ...decision, explanation } : decision;
  } catch {
    // The present rule set is not sound, or asks for facts that this decision never had: the record speaks for itself.
    return decision;
  }
}
