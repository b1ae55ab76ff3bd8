import { type ExplainedRule } from '../../policy/explain/explained-rule.ts';
import { explainWhole } from '../../policy/explain/explain-whole.ts';
import { type ChangeSearch } from '../../policy/explain/smallest-change.ts';
import { decisionDetail } from '../../store/operations/views/decision-detail.ts';
import { type DecisionView } from '../../store/operations/views/decision-view.ts';
import { type RulesSource } from '../../store/operations/views/why.ts';
import { type ApiDependencies } from '../api-dependencies.ts';
import { rulesOf } from './rules-of.ts';

/** One decision with the tree of every rule. */
export interface DecisionExplanationView {
  readonly decision: DecisionView;
  readonly rulesFrom: RulesSource;
  /** In the order of judgement; of a large rule set those that were not true are here only as far as they came near. */
  readonly rules: readonly ExplainedRule[];
  /** How many rules were left out. */
  readonly rulesLeft: number;
  /** The rules that came nearest of those that were not true. */
  readonly near: readonly string[];
  /** What would have been enough for another verdict; not sought for scores. */
  readonly change?: ChangeSearch;
}

/** Explains the decision of that id or `PROJECT#SEQ`; undefined when there is none. */
export async function explainDecision(
  { store, scope, catalog }: Pick<ApiDependencies, 'store' | 'scope' | 'catalog'>,
  reference: string,
): Promise<DecisionExplanationView | undefined> {
  return store.transaction(async (tx) => {
    const decision = await decisionDetail(tx, scope, reference);
    if (decision === undefined) return undefined;
    const { source, explainer } = await rulesOf(tx, scope, catalog(), decision.verdict);
    const { facts, verdict } = decision;
    const whole =
      explainer === undefined ? { rules: [], rulesLeft: 0, near: [] } : explainWhole(explainer, facts, verdict);
    return { decision, rulesFrom: source, ...whole };
  });
}
