import assert from 'node:assert/strict';
import test from 'ava';
import { requestCancel } from '../../controller/orchestrator/control/request-cancel.ts';
import { setSuspended } from '../../controller/orchestrator/control/set-suspended.ts';
import { reconcile } from '../../controller/orchestrator/reconcile.ts';
import type { Store } from '../../controller/store/store.ts';
import { AgentEntity } from '../../controller/store/entities/agent.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { eventually } from '../support/eventually.ts';
import { organize, reconcileDependencies, succeeded } from '../support/orchestrate.ts';
import { anAgent } from '../support/view.ts';

const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };

test('slots: one that a paused run gives up is given to who waits for it', async (t) => {
  const first: { id?: string } = {};
  const organization = await organize(t, [anAgent('ben')], ({ run }) =>
    run.projectId === first.id ? undefined : succeeded,
  );
  const { store, scope, queue, orchestrator } = organization;
  const id = (first.id = await organization.start({ request: 'x', tasks: [build] }));
  await eventually(async () =>
    store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { projectId: id, state: 'running' })),
  );
  const project = await organization.project(id);
  const paused = await store.transaction(async (tx) => setSuspended(tx, scope, store.clock.now(), project, true));
  for (const runId of paused) await queue.stop(runId, 'suspended');
  const other = await organization.start({ request: 'x', tasks: [build] });
  await eventually(async () => {
    const { phase, version } = await organization.project(other);
    assert.deepEqual([phase, version], ['Delegate', 3]);
  });
  await store.transaction(async (tx) => requestCancel(tx, scope, store.clock.now(), project));
  orchestrator.wake(id);
  await eventually(async () => assert.equal((await organization.project(other)).phase, 'Complete'));
  const agent = await store.transaction(async (tx) => tx.findOneByOrFail(AgentEntity, { name: 'ben' }));
  t.is(agent.active, 0);
});

test('slots: one that is freed while a project is looked at is not missed', async (t) => {
  const organization = await organize(t, [anAgent('ben')], () => undefined);
  const { store, scope, queue, keeper } = organization;
  await organization.start({ request: 'x', tasks: [build] });
  const id = await organization.start({ request: 'x', tasks: [build] });
  await eventually(async () => assert.equal((await organization.project(id)).phase, 'Delegate'));
  const woken: string[] = [];
  const deps = reconcileDependencies({ store, scope, keeper, queue });
  const watched: Store = {
    ...store,
    single: async (work) => {
      const seen = await store.single(work);
      t.deepEqual(deps.line.freed('ben'), [], 'nobody waits yet');
      return seen;
    },
  };
  await reconcile({ ...deps, store: watched, wake: (ids) => woken.push(...ids) }, id);
  t.deepEqual(woken, [id]);
});
