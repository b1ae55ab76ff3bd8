import test from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { reconcile } from '../../controller/orchestrator/reconcile.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import { AgentEntity } from '../../controller/store/entities/agent.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { appendDecision } from '../../controller/store/operations/decisions/append-decision.ts';
import { verifyChain } from '../../controller/store/operations/decisions/verify-chain.ts';
import { createProject } from '../../controller/store/operations/projects/create-project.ts';
import type { Store } from '../../controller/store/store.ts';
import { reconcileDependencies } from '../support/orchestrate.ts';
import { localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';
import { anAgent } from '../support/view.ts';

test('chain: what somebody else records between the look and the commit undoes the whole plan, slots included, and it is made anew', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const own = { source: 'api', revision: 'r1', declared: [anAgent('ben')], problems: [] };
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins(), own]).catalog);
  const projectId = await store.transaction(async (tx) =>
    createProject(tx, scope, store.clock.now(), {
      name: 'demo',
      spec: { request: 'x', tasks: [{ name: 'build', title: 'Build', role: 'developer', verify: 'true' }] },
      specDigest: 'd',
      source: 'api',
      revision: 'r1',
      taskTimeoutMs: 60_000,
      rehearsal: true,
    }),
  );
  const verdict = { stage: 'phase' as const, ruleSet: 'p', digest: 'd', hitPolicy: 'first' as const, hits: [] };
  const other = { projectId, stage: 'phase' as const, subject: 'project', facts: {}, verdict, intents: [] };
  const interrupted: Store = {
    ...store,
    async transaction(work) {
      await store.transaction(async (tx) => appendDecision(tx, scope, store.clock.now(), { ...other, revision: 'r1' }));
      return store.transaction(work);
    },
  };
  const given = { scope, keeper, queue: createInProcessQueue() };
  const alone = reconcileDependencies({ ...given, store });
  const disturbed = reconcileDependencies({ ...given, store: interrupted });
  const written = async () =>
    store.transaction(async (tx) => ({
      runs: await tx.countBy(RunEntity, { projectId }),
      slots: (await tx.find(AgentEntity)).reduce((sum, { active }) => sum + active, 0),
    }));
  for (;;) {
    const before = await written();
    const { kind } = await reconcile(disturbed, projectId);
    t.deepEqual(await written(), before);
    if (kind === 'settled') break;
    t.is(kind, 'outdated');
    t.is((await reconcile(alone, projectId)).kind, 'progressed');
  }
  t.deepEqual(await written(), { runs: 1, slots: 1 });
  t.is(await store.transaction(async (tx) => verifyChain(tx, scope, projectId)), undefined);
});
