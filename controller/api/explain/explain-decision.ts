import { MaiosError } from '../../errors/maios-error.ts';
import type { ExplainedRule } from '../../policy/explain/explained-rule.ts';
import type { ChangeSearch } from '../../policy/explain/smallest-change.ts';
import { decisionDetail } from '../../store/operations/views/decision-detail.ts';
import type { DecisionView } from '../../store/operations/views/decision-view.ts';
import { listDecisionLines } from '../../store/operations/views/list-decision-lines.ts';
import type { RulesSource } from '../../store/operations/views/why.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { askRules, type Asking } from './ask-rules.ts';
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

/** Explains the decision of that id or `PROJECT#SEQ`. Fails with NOT_FOUND or USAGE, saying what there is. */
export async function explainDecision(
  { store, scope, catalog, ...asking }: Pick<ApiDependencies, 'store' | 'scope' | 'catalog'> & Asking,
  reference: string,
): Promise<DecisionExplanationView> {
  const [decision, rules] = await store.transaction(async (tx) => {
    const found = await decisionDetail(tx, scope, reference);
    if (found === undefined) throw await noDecision(tx, scope, reference);
    return [found, await rulesOf(tx, scope, catalog(), found.verdict)] as const;
  });
  const { facts, verdict } = decision;
  const { rulesFrom, answers } = await askRules(asking, rules, [{ facts, verdict, whole: true }]);
  return { decision, rulesFrom, ...(answers[0]?.whole ?? { rules: [], rulesLeft: 0, near: [] }) };
}

// What was named is perhaps a project or a task, or a number that was never reached.
async function noDecision(tx: Tx, scope: Scope, reference: string): Promise<MaiosError> {
  const [subject = ''] = reference.split('#', 1);
  const [newest] = (await listDecisionLines(tx, scope, subject, 1)) ?? [];
  if (newest === undefined) return new MaiosError('NOT_FOUND', `there is no decision "${reference}"`);
  return subject === reference
    ? new MaiosError('USAGE', `expected a decision, found "${reference}", which has many; its newest is ${newest.ref}`)
    : new MaiosError('NOT_FOUND', `there is no decision "${reference}"; the newest is ${newest.ref}`);
}
