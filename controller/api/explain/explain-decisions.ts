import { type Catalog } from '../../catalog/catalog.ts';
import { explainBriefly } from '../../policy/explain/explain-briefly.ts';
import { type DecisionView } from '../../store/operations/views/decision-view.ts';
import { type ExplainedDecisionView } from '../../store/operations/views/why.ts';
import { type Scope } from '../../store/scope.ts';
import { type Tx } from '../../store/store.ts';
import { rulesOf } from './rules-of.ts';

/** Adds to each decision what became of the rules that it was made by, as long as they are known. */
export async function explainDecisions(
  tx: Tx,
  scope: Scope,
  catalog: Catalog,
  decisions: readonly DecisionView[],
): Promise<readonly ExplainedDecisionView[]> {
  const explained: ExplainedDecisionView[] = [];
  for (const decision of decisions) explained.push(await explainDecision(tx, scope, catalog, decision));
  return explained;
}

async function explainDecision(
  tx: Tx,
  scope: Scope,
  catalog: Catalog,
  decision: DecisionView,
): Promise<ExplainedDecisionView> {
  const { facts, verdict } = decision;
  const { source, explainer } = await rulesOf(tx, scope, catalog, verdict);
  if (explainer === undefined) return { ...decision, rulesFrom: source };
  return { ...decision, rulesFrom: source, explanation: explainBriefly(explainer, facts, verdict) };
}
