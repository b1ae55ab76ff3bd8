import test from 'ava';
import { startRelay } from '../../controller/orchestrator/lead/relay.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import { putJobs } from '../../controller/queue/job-message.ts';
import { isPaused } from '../../controller/store/operations/setup/is-paused.ts';
import { eventually } from '../support/eventually.ts';
import { localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('relay: a handler in the same process begins transactions of its own', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const queue = createInProcessQueue();
  t.teardown(() => queue[Symbol.asyncDispose]());
  const seen: string[] = [];
  queue.work(
    async ({ runId }) => {
      await store.transaction(async (tx) => isPaused(tx, scope));
      seen.push(runId);
    },
    { concurrency: 1, maxDeliveries: 5, onDead: async () => t.fail(), onError: (error) => t.fail(String(error)) },
  );
  await store.transaction(async (tx) => putJobs(tx, scope, 1, [{ runId: 'left', epoch: 1, priority: 'normal' }]));
  const onError = (_about: string, error: unknown): void => t.fail(String(error));
  await using _relay = startRelay({ store, scope, queue, onError, intervalMs: 20 });
  await eventually(() => {
    if (seen.length === 0) throw new Error('it has not come');
  });
  t.deepEqual(seen, ['left']);
});
