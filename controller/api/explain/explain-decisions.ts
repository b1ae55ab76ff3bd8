import { setImmediate } from 'node:timers/promises';
import { explainBriefly } from '../../policy/explain/explain-briefly.ts';
import { smallestChange } from '../../policy/explain/smallest-change.ts';
import { type DecisionView } from '../../store/operations/views/decision-view.ts';
import { type ExplainedDecisionView } from '../../store/operations/views/why.ts';
import { type ApiDependencies } from '../api-dependencies.ts';
import { rulesOf, type FoundRules } from './rules-of.ts';

/** Adds to each decision what became of the rules that it was made by, as long as they are known. */
export async function explainDecisions(
  { store, scope, catalog }: Pick<ApiDependencies, 'store' | 'scope' | 'catalog'>,
  decisions: readonly DecisionView[],
): Promise<readonly ExplainedDecisionView[]> {
  const rules = await store.transaction(async (tx) => {
    const found: (readonly [DecisionView, FoundRules])[] = [];
    for (const decision of decisions) found.push([decision, await rulesOf(tx, scope, catalog(), decision.verdict)]);
    return found;
  });
  const newest = decisions.findLast(({ stage }) => stage !== 'scoring');
  const explained: ExplainedDecisionView[] = [];
  for (const [decision, found] of rules) {
    explained.push(explainOne(decision, found, decision === newest));
    // Of large rule sets each takes a while.
    await setImmediate();
  }
  return explained;
}

function explainOne(
  decision: DecisionView,
  { source, explainer }: FoundRules,
  isNewest: boolean,
): ExplainedDecisionView {
  if (explainer === undefined) return { ...decision, rulesFrom: source };
  const { facts, verdict } = decision;
  return {
    ...decision,
    rulesFrom: source,
    explanation: explainBriefly(explainer, facts, verdict),
    ...(isNewest ? { change: smallestChange(explainer, facts, undefined) } : {}),
  };
}
