import assert from 'node:assert/strict';
import test from 'ava';
import { createVirtualClock } from '../../controller/clock/clock.ts';
import { startRounds } from '../../controller/orchestrator/lead/rounds.ts';
import { createDispatch } from '../../controller/queue/dispatch.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { eventually } from '../support/eventually.ts';
import { addProject, addRun, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('rounds: what runs after the beginning is not taken for lost, although the first look failed', async (t) => {
  const clock = createVirtualClock(Date.now());
  const store = await openTestStore(t, clock);
  const scope = await localScope(store);
  const queue = createInProcessQueue();
  const projectId = await addProject(store, scope);
  const faults: unknown[] = [];
  let guarded = 0;
  const guard = async (): Promise<void> => {
    guarded += 1;
    if (guarded === 1) throw new Error('not now');
  };
  let looks = 0;
  const single: typeof store.single = async (work) => store.single(work).finally(() => (looks += 1));
  const onError = (_about: string, error: unknown): void => void faults.push(error);
  const deps = {
    store: { ...store, single },
    scope,
    guard,
    queue,
    dispatch: createDispatch({ store, scope, queue, onError }),
  };
  const sweep = { look: async () => undefined, note: () => undefined };
  await using rounds = startRounds(deps, sweep, (error) => faults.push(error));
  await rounds.started;
  t.is(faults.length, 1);
  const leaseExpiresAt = new Date(clock.now() + 30_000);
  const id = await addRun(store, scope, projectId, { state: 'running', leaseOwner: 'me', leaseExpiresAt });
  clock.advance(1000);
  await eventually(() => {
    clock.advance(100);
    assert.ok(looks > 1);
  });
  t.is(guarded, 1, 'where nothing is lost no transaction is begun');
  t.like(await store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { id })), { state: 'running', epoch: 1 });
});
