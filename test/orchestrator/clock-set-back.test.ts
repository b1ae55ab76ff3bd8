import test from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { createVirtualClock } from '../../controller/clock/clock.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { reconcile } from '../../controller/orchestrator/reconcile.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import { EscalationEntity, type EscalationRow } from '../../controller/store/entities/escalation.ts';
import { TaskEntity } from '../../controller/store/entities/task.ts';
import { closeEscalation } from '../../controller/store/operations/escalations/close-escalation.ts';
import { reconcileDependencies } from '../support/orchestrate.ts';
import { addProject, addTask, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

const hourMs = 3_600_000;

test('clock set back: a task in Escalate is asked about once, and anew when it comes back there', async (t) => {
  const clock = createVirtualClock(1_763_800_000_000);
  const store = await openTestStore(t, clock);
  const scope = await localScope(store);
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins()]).catalog);
  const projectId = await addProject(store, scope, { phase: 'Monitor', planned: true });
  const lastFailure = { class: 'no-candidate', message: 'nobody is left' } as const;
  const failed = { lastOutcome: 'failed', lastFailure, skills: ['nobody_has_it'] } as const;
  await addTask(store, scope, projectId, { phase: 'Escalate', ...failed });
  const deps = reconcileDependencies({ store, scope, keeper, queue: createInProcessQueue() });
  const questions = async (): Promise<readonly EscalationRow[]> => {
    for (let look = 0; look < 10; look += 1) await reconcile(deps, projectId);
    return store.transaction(async (tx) => tx.find(EscalationEntity, { order: { createdAt: 'ASC' } }));
  };
  clock.advance(-hourMs);
  const [first, ...none] = await questions();
  t.deepEqual(none, []);
  t.is(first?.state, 'open');

  clock.advance(-hourMs);
  const answer = { state: 'answered', answer: 'retry', note: undefined, by: 'somebody' } as const;
  await store.transaction(async (tx) => closeEscalation(tx, scope, clock.now(), first?.id ?? '', answer));
  const [, second, ...more] = await questions();
  t.deepEqual(more, []);
  t.is(second?.state, 'open');
  t.is((await store.transaction(async (tx) => tx.findOneByOrFail(TaskEntity, { projectId }))).phase, 'Escalate');
});
