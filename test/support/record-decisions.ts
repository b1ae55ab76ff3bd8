import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import type { Facts } from '../../controller/policy/facts.ts';
import type { Candidate } from '../../controller/store/decision-contract.ts';
import { appendDecision } from '../../controller/store/operations/decisions/append-decision.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { bundleOf } from './rule-set.ts';

export interface Situation {
  readonly facts: Facts;
  readonly at?: number;
  readonly subject?: string;
  readonly candidates?: readonly Candidate[];
  /** Escalation: what was done in place of what the rules said. */
  readonly action?: string;
}

/** Records what a rule set says about each of the situations, as decisions of a project; returns their ids. */
export async function recordDecisions(
  store: Store,
  scope: Scope,
  projectId: string,
  ruleSet: RuleSetResource,
  situations: readonly Situation[],
): Promise<readonly string[]> {
  const bundle = bundleOf(ruleSet);
  return store.transaction(async (tx) => {
    const ids: string[] = [];
    for (const { facts, at = store.clock.now(), subject = 'project', candidates, action } of situations) {
      const verdict = bundle.evaluate(facts);
      const [hit] = verdict.hits;
      const isEscalation = bundle.stage === 'escalation';
      const intents = isEscalation ? [{ do: 'escalate', escalation: { action: action ?? hit?.type ?? 'person' } }] : [];
      const decision = { projectId, stage: bundle.stage, subject, facts, verdict, candidates, intents, revision: 'r1' };
      ids.push((await appendDecision(tx, scope, at, decision)).id);
    }
    return ids;
  });
}
