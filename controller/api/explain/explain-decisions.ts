import type { DecisionView } from '../../store/operations/views/decision-view.ts';
import type { ExplainedDecisionView } from '../../store/operations/views/why.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { askRules, type Asking, type RulesAnswer } from './ask-rules.ts';
import { rulesOf, type FoundRules } from './rules-of.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'scope' | 'catalog'> & Asking;

/** Decisions that were made by the same rules. */
interface Group {
  readonly decisions: readonly DecisionView[];
  readonly rules: FoundRules | undefined;
}

/** Adds to each decision what became of the rules that it was made by, as long as they are known. */
export async function explainDecisions(
  deps: Dependencies,
  decisions: readonly DecisionView[],
): Promise<readonly ExplainedDecisionView[]> {
  const newest = decisions.findLast(({ stage }) => stage !== 'scoring');
  const explained = new Map<DecisionView, ExplainedDecisionView>();
  for (const { decisions: asked, rules } of await groupsOf(deps, decisions)) {
    const questions = asked.map((each) => ({ ...askedOf(each), brief: true, change: each === newest }));
    const answered = await askRules(deps, rules, questions);
    for (const [index, decision] of asked.entries()) explained.set(decision, explainedBy(decision, answered, index));
  }
  return decisions.map((decision) => explained.get(decision) ?? decision);
}

async function groupsOf(
  { store, scope, catalog }: Dependencies,
  decisions: readonly DecisionView[],
): Promise<readonly Group[]> {
  const byRules = Map.groupBy(decisions, ({ verdict: { ruleSet, digest } }) => `${ruleSet} ${digest}`);
  return store.transaction(async (tx) => {
    const groups: Group[] = [];
    for (const same of byRules.values()) {
      const [first] = same;
      if (first === undefined) continue;
      groups.push({ decisions: same, rules: await rulesOf(tx, scope, catalog(), first.verdict) });
    }
    return groups;
  });
}

function askedOf({ facts, verdict }: DecisionView): Pick<DecisionView, 'facts' | 'verdict'> {
  return { facts, verdict };
}

function explainedBy(
  decision: DecisionView,
  { rulesFrom, answers }: RulesAnswer,
  index: number,
): ExplainedDecisionView {
  const { brief, change } = answers[index] ?? {};
  return {
    ...decision,
    rulesFrom,
    ...(brief === undefined ? {} : { explanation: brief }),
    ...(change === undefined ? {} : { change }),
  };
}
