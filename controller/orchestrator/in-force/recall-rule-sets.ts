import { apiVersion } from '../../catalog/kinds/envelope.ts';
import { stages } from '../../catalog/kinds/rule-set.ts';
import { ProjectEntity } from '../../store/entities/project.ts';
import { openProjects } from '../../store/operations/projects/open-projects.ts';
import { findRuleSet } from '../../store/operations/rule-sets/find-rule-set.ts';
import { lastInForce } from '../../store/operations/rule-sets/last-in-force.ts';
import { noteInForce } from '../../store/operations/rule-sets/note-in-force.ts';
import type { Tx } from '../../store/store.ts';
import { ruleSetNameOf } from './catalog-keeper.ts';
import type { DeclareDependencies } from '../declare/declare-dependencies.ts';

type Dependencies = Pick<DeclareDependencies, 'store' | 'scope' | 'keeper'>;

/** Notes what is in force, so that open projects go on under it when it is gone and the process has been started anew. */
export async function noteRuleSets({ store, scope, keeper }: Dependencies): Promise<void> {
  await store.transaction(async (tx) => noteInForce(tx, scope, store.clock.now(), keeper.declaredBundles()));
}

/** Puts back in force what open projects name and nobody declares any more, as it was last. */
export async function recallRuleSets(dependencies: Dependencies): Promise<void> {
  await dependencies.store.transaction(async (tx) => {
    for (const id of await openProjects(tx, dependencies.scope)) await recallFor(tx, dependencies, id);
  });
}

async function recallFor(tx: Tx, { scope, keeper }: Dependencies, id: string): Promise<void> {
  const { spec } = await tx.findOneByOrFail(ProjectEntity, { id, organizationId: scope.organizationId });
  for (const stage of stages) {
    const name = ruleSetNameOf({ spec }, stage);
    const last = keeper.has(stage, name) ? undefined : await lastInForce(tx, scope, { stage, name });
    const kept = last === undefined ? undefined : await findRuleSet(tx, scope, last.digest);
    if (kept !== undefined) keeper.recall({ apiVersion, kind: 'RuleSet', metadata: { name }, spec: kept });
  }
}
