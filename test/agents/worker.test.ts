import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { startWorker, type WorkerDependencies } from '../../controller/agents/worker/worker.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import type { RunJob, WorkOptions } from '../../controller/queue/queue.ts';
import { OutboxEntity } from '../../controller/store/entities/outbox.ts';
import { RunEntity, type RunRow } from '../../controller/store/entities/run.ts';
import { claimRun } from '../../controller/store/operations/runs/claim-run.ts';
import { finishRun } from '../../controller/store/operations/runs/finish-run.ts';
import { takeBackRuns } from '../../controller/store/operations/runs/take-back-runs.ts';
import { eventually } from '../support/eventually.ts';
import { untilAborted } from '../support/orchestrate.ts';
import { addProject, addRun, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

type Execute = (job: RunJob, signal: AbortSignal) => Promise<void>;

type Change = Partial<WorkerDependencies> & { readonly respond?: Execute; readonly row?: Partial<RunRow> };

async function stage(t: ExecutionContext, change: Change = {}) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const queue = createInProcessQueue();
  const projectId = await addProject(store, scope);
  const { respond = async (_job, signal) => untilAborted(signal), row = {}, ...rest } = change;
  const add = async (more: Partial<RunRow> = {}) =>
    addRun(store, scope, projectId, { state: 'queued', purpose: 'plan', leaseOwner: null, ...more });
  const runId = await add(row);
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
    owner: 'me',
    executeRun,
    concurrency: 2,
    graceMs: 1,
    onError: (_about, error) => faults.push(error),
    ...rest,
  });
  await queue.send([{ runId, epoch: row.epoch ?? 1, priority: 'high' }]);
  const started = async () => eventually(() => assert.equal(begun.length, 1));
  return {
    store,
    scope,
    queue,
    runId,
    run,
    add,
    begun,
    faults,
    started,
    end: async () => worker[Symbol.asyncDispose](),
  };
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

for (const code of ['STORE_UNAVAILABLE', 'DISK_FULL', 'CONFLICT'] as const) {
  test(`worker: a run that ends without a result for ${code} is given back, and no worker is counted`, async (t) => {
    const fault = new MaiosError(code, 'it is so');
    const { run, faults, begun, end } = await stage(t, { respond: async () => Promise.reject(fault) });
    await eventually(async () =>
      assert.partialDeepStrictEqual(await run(), { state: 'queued', epoch: 2, recoveries: 0, leaseOwner: null }),
    );
    await end();
    t.deepEqual(faults, [fault]);
    t.is(begun.length, 1, 'a relay sends it again');
  });
}

test('worker: on a disk that is full it does not begin another run at once, and tells of it once', async (t) => {
  const full = new MaiosError('DISK_FULL', 'it is so');
  const { queue, runId, run, faults, begun, add, end } = await stage(t, { respond: async () => Promise.reject(full) });
  await eventually(async () => assert.partialDeepStrictEqual(await run(), { state: 'queued', epoch: 2 }));
  await queue.send([
    { runId, epoch: 2, priority: 'high' },
    { runId: await add(), epoch: 1, priority: 'high' },
  ]);
  await eventually(async () => assert.equal(await queue.waiting(), 0));
  await end();
  t.is(begun.length, 1);
  t.deepEqual(faults, [full]);
});

test('worker: what was counted as its loss while the database was away is taken back', async (t) => {
  const away = new MaiosError('STORE_UNAVAILABLE', 'it is away');
  const { store, scope, run, end } = await stage(t, {
    respond: async () => {
      await store.transaction(async (tx) => takeBackRuns(tx, scope, Date.now()));
      throw away;
    },
  });
  await eventually(async () => assert.partialDeepStrictEqual(await run(), { epoch: 2, recoveries: 0 }));
  await end();
  t.like(await run(), { state: 'queued', epoch: 2, recoveries: 0, losses: [] });
});

test('worker: a run is given back when the database answers again, and keeps its place until then', async (t) => {
  const away = new MaiosError('STORE_UNAVAILABLE', 'it is away');
  const real = await openTestStore(t);
  const scope = await localScope(real);
  const runId = await addRun(real, scope, await addProject(real, scope), { leaseOwner: 'me' });
  const queue = createInProcessQueue();
  let tries = 0;
  const worker = startWorker({
    // The database goes away in the middle of the run, and is back at the second try to write.
    store: { ...real, transaction: async (work) => ((tries += 1) > 1 ? real.transaction(work) : Promise.reject(away)) },
    scope,
    queue,
    owner: 'me',
    executeRun: async () => Promise.reject(away),
    concurrency: 1,
    graceMs: 60_000,
    onError: () => undefined,
  });
  await queue.send([{ runId, epoch: 1, priority: 'high' }]);
  const run = async () => real.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { id: runId }));
  await eventually(async () =>
    assert.partialDeepStrictEqual(await run(), { state: 'queued', epoch: 2, recoveries: 0 }),
  );
  await worker[Symbol.asyncDispose]();
  t.is(tries, 2);
});

test('worker: a run that may lose no other worker is alone in its own', async (t) => {
  const open = new Map<string, () => void>();
  const { queue, runId, run, begun, add, started, end } = await stage(t, {
    concurrency: 3,
    respond: async (job) => new Promise((resolve) => open.set(job.runId, resolve)),
  });
  await started();
  const suspect = await add({ epoch: 3, recoveries: 2 });
  const other = await add();
  await queue.send([{ runId: suspect, epoch: 3, priority: 'normal' }]);
  // The store has one connection: the worker asked first, and knows by then what this run is.
  await new Promise(setImmediate);
  await run();
  await queue.send([{ runId: other, epoch: 1, priority: 'normal' }]);
  const names = () => begun.map((job) => job.runId);
  t.deepEqual(names(), [runId], 'it waits, and nobody begins meanwhile');
  open.get(runId)?.();
  await eventually(() => assert.deepEqual(names(), [runId, suspect]));
  open.get(suspect)?.();
  await eventually(() => assert.deepEqual(names(), [runId, suspect, other]));
  open.get(other)?.();
  await end();
});

test('worker: a fault of ours is told, and the run is left to its lease, which counts', async (t) => {
  const fault = new Error('a fault of ours');
  const { run, faults, end } = await stage(t, { respond: async () => Promise.reject(fault) });
  await eventually(() => assert.deepEqual(faults, [fault]));
  await end();
  t.like(await run(), { state: 'running', epoch: 1 });
});

const buried = test.macro(async (t, row: Partial<RunRow>, expected: Partial<RunRow>) => {
  const dead: WorkOptions['onDead'][] = [];
  const idle = {
    ...createInProcessQueue(),
    work: (_handler: unknown, options: WorkOptions) => void dead.push(options.onDead),
  };
  const { run, runId, end } = await stage(t, { queue: idle, row });
  await dead[0]?.({ runId, epoch: 1 }, 6);
  await end();
  t.like(await run(), expected);
});

const lost = { state: 'ended', outcome: 'failed', failure: { class: 'worker-lost' } } as Partial<RunRow>;
test('worker: a job that ends whoever takes it ends as a lost run', buried, {}, lost);

const held = { state: 'running', leaseOwner: 'another' } as const;
test('worker: a job that came back often, of a run that another works on, does not end it', buried, held, held);
