import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { startWorker, type WorkerDependencies } from '../../controller/agents/worker.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import { type RunJob, type WorkOptions } from '../../controller/queue/queue.ts';
import { OutboxEntity } from '../../controller/store/entities/outbox.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { claimRun } from '../../controller/store/operations/runs/claim-run.ts';
import { finishRun } from '../../controller/store/operations/runs/finish-run.ts';
import { eventually } from '../support/eventually.ts';
import { untilAborted } from '../support/orchestrate.ts';
import { addProject, addRun, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

type Execute = (job: RunJob, signal: AbortSignal) => Promise<void>;

async function stage(t: ExecutionContext, change: Partial<WorkerDependencies> & { readonly respond?: Execute } = {}) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const queue = createInProcessQueue();
  const projectId = await addProject(store, scope);
  const runId = await addRun(store, scope, projectId, { state: 'queued', purpose: 'plan', leaseOwner: null });
  const { respond = async (_job, signal) => untilAborted(signal), ...rest } = change;
  const run = async () => store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { id: runId }));
  const begun: RunJob[] = [];
  const executeRun: Execute = async (job, signal) => {
    const claim = { ...job, owner: 'me', leaseMs: 30_000 };
    if ((await store.transaction(async (tx) => claimRun(tx, scope, Date.now(), claim))) === undefined) return;
    begun.push(job);
    await respond(job, signal);
  };
  const faults: unknown[] = [];
  const worker = startWorker({
    store,
    scope,
    queue,
    executeRun,
    concurrency: 2,
    graceMs: 1,
    onError: (_about, error) => faults.push(error),
    ...rest,
  });
  await queue.send([{ runId, epoch: 1, priority: 'high' }]);
  const started = async () => eventually(() => assert.equal(begun.length, 1));
  return { store, scope, queue, runId, run, begun, faults, started, end: async () => worker[Symbol.asyncDispose]() };
}

test('worker: told to end, it gives a long run back at once, without counting it as lost', async (t) => {
  const { store, run, started, end } = await stage(t);
  await started();
  await end();
  t.like(await run(), { state: 'queued', epoch: 2, recoveries: 0, leaseOwner: null });
  // It was sent to this process's queue, which is closing; a relay finds it here.
  const rows = await store.transaction(async (tx) => tx.find(OutboxEntity));
  t.true(rows.every(({ payload }) => payload['epoch'] === 2));
});

test('worker: told to end, it lets a short run come to its end', async (t) => {
  const { store, scope, run, started, end } = await stage(t, {
    graceMs: 60_000,
    respond: async ({ runId, epoch }) => {
      const result = { outcome: 'succeeded', summary: 'done' } as const;
      await store.transaction(async (tx) => finishRun(tx, scope, Date.now(), { runId, epoch, result }));
    },
  });
  await started();
  await end();
  t.like(await run(), { state: 'ended', outcome: 'succeeded', epoch: 1 });
});

test('worker: a run that was taken from it meanwhile is not given back', async (t) => {
  const { store, runId, run, started, end } = await stage(t);
  await started();
  await store.transaction(async (tx) => tx.update(RunEntity, { id: runId }, { epoch: 7 }));
  await end();
  t.like(await run(), { state: 'running', epoch: 7 });
});

test('worker: without room on the disk a run stays queued', async (t) => {
  const looked: boolean[] = [];
  const { run, begun, end } = await stage(t, {
    hasRoom: async () => {
      looked.push(true);
      return false;
    },
  });
  await eventually(() => assert.equal(looked.length, 1));
  await end();
  t.deepEqual(begun, []);
  t.like(await run(), { state: 'queued', epoch: 1 });
});

test('worker: what it could not write is told, and the run is left to its lease', async (t) => {
  const fault = new Error('the database is away');
  const { run, faults, end } = await stage(t, { respond: async () => Promise.reject(fault) });
  await eventually(() => assert.deepEqual(faults, [fault]));
  await end();
  t.like(await run(), { state: 'running', epoch: 1 });
});

test('worker: a job that ends whoever takes it ends as a lost run', async (t) => {
  const dead: WorkOptions['onDead'][] = [];
  const idle = {
    ...createInProcessQueue(),
    work: (_handler: unknown, options: WorkOptions) => void dead.push(options.onDead),
  };
  const { run, runId, end } = await stage(t, { queue: idle });
  await dead[0]?.({ runId, epoch: 1 }, 6);
  await end();
  t.like(await run(), { state: 'ended', outcome: 'failed', failure: { class: 'worker-lost' } });
});
