import { type Catalog } from '../../catalog/catalog.ts';
import { explainBriefly } from '../../policy/explain/explain-briefly.ts';
import { smallestChange } from '../../policy/explain/smallest-change.ts';
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
  const newest = decisions.findLast(({ stage }) => stage !== 'scoring');
  const explained: ExplainedDecisionView[] = [];
  for (const decision of decisions) {
    const { source, explainer } = await rulesOf(tx, scope, catalog, decision.verdict);
    const { facts, verdict } = decision;
    explained.push({
      ...decision,
      rulesFrom: source,
      ...(explainer === undefined ? {} : { explanation: explainBriefly(explainer, facts, verdict) }),
      ...(explainer === undefined || decision !== newest
        ? {}
        : { change: smallestChange(explainer, facts, undefined) }),
    });
  }
  return explained;
}
