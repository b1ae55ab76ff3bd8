import { AsyncLocalStorage } from 'node:async_hooks';
import type { ExecutionContext, TestFn } from 'ava';
import type { RunJob, RunQueue } from '../../controller/queue/queue.ts';
import { eventually } from '../support/eventually.ts';

/** undefined skips the test. */
type Open = (t: ExecutionContext) => Promise<RunQueue | undefined>;

/** What every driver of the queue port does. */
export function queueContract(test: TestFn, driver: string, open: Open): void {
  test(`${driver}: a job wakes a worker, also when it was sent before there was one`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const seen: RunJob[] = [];
    await queue.send([{ runId: 'early', epoch: 1, priority: 'normal' }]);
    queue.work(async (job) => void seen.push(job), { concurrency: 1, onError: failing(t), ...undead });
    await queue.send([{ runId: 'late', epoch: 2, priority: 'normal' }]);
    await eventually(() => equal(seen.length, 2));
    t.deepEqual(seen, [
      { runId: 'early', epoch: 1 },
      { runId: 'late', epoch: 2 },
    ]);
  });

  test(`${driver}: a handler runs outside of what its sender does`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const sending = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    queue.work(async () => void seen.push(sending.getStore()), { concurrency: 1, onError: failing(t), ...undead });
    const jobs = ['a', 'b'].map((runId) => ({ runId, epoch: 1, priority: 'normal' as const }));
    await sending.run('a transaction', async () => queue.send(jobs));
    await eventually(() => equal(seen.length, 2));
    t.deepEqual(seen, [undefined, undefined]);
  });

  test(`${driver}: the same job sent twice runs once while it waits or runs; another epoch is another job`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const gate = Promise.withResolvers<void>();
    const seen: number[] = [];
    await queue.send([{ runId: 'a', epoch: 1, priority: 'normal' }]);
    await queue.send([{ runId: 'a', epoch: 1, priority: 'normal' }]);
    queue.work(async (job) => (seen.push(job.epoch), gate.promise), { concurrency: 4, onError: failing(t), ...undead });
    await eventually(() => equal(seen.length, 1));
    await queue.send([{ runId: 'a', epoch: 1, priority: 'normal' }]);
    await queue.send([{ runId: 'a', epoch: 2, priority: 'normal' }]);
    await eventually(() => equal(seen.length, 2));
    gate.resolve();
    t.deepEqual(seen, [1, 2]);
  });

  test(`${driver}: the same job can be sent again once it has ended`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    let count = 0;
    queue.work(async () => void (count += 1), { concurrency: 1, onError: failing(t), ...undead });
    await queue.send([{ runId: 'a', epoch: 1, priority: 'normal' }]);
    await eventually(() => equal(count, 1));
    await eventually(async () => {
      await queue.send([{ runId: 'a', epoch: 1, priority: 'normal' }]);
      equal(count > 1, true);
    });
    t.pass();
  });

  test(`${driver}: no more than the concurrency run at once`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const gate = Promise.withResolvers<void>();
    let active = 0;
    let most = 0;
    let ended = 0;
    const handler = async (): Promise<void> => {
      active += 1;
      most = Math.max(most, active);
      await gate.promise;
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
      ended += 1;
    };
    queue.work(handler, { concurrency: 2, onError: failing(t), ...undead });
    await queue.send(Array.from({ length: 10 }, (_, n) => ({ runId: `r${n}`, epoch: 1, priority: 'normal' as const })));
    await eventually(() => equal(active, 2));
    await eventually(async () => equal(await queue.waiting(), 8));
    gate.resolve();
    await eventually(() => equal(ended, 10));
    t.is(most, 2);
    t.is(await queue.waiting(), 0);
  });

  test(`${driver}: those of high priority go first, each line in the order in which it was sent`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const seen: string[] = [];
    await queue.send(['a', 'b'].map((runId) => ({ runId, epoch: 1, priority: 'normal' as const })));
    await queue.send(['x', 'y'].map((runId) => ({ runId, epoch: 1, priority: 'high' as const })));
    await queue.send([
      { runId: 'c', epoch: 1, priority: 'normal' },
      { runId: 'z', epoch: 1, priority: 'high' },
    ]);
    queue.work(async ({ runId }) => void seen.push(runId), { concurrency: 1, onError: failing(t), ...undead });
    await eventually(() => equal(seen.length, 6));
    t.deepEqual(seen, ['x', 'y', 'z', 'a', 'b', 'c']);
  });

  test(`${driver}: a drained queue lets its handlers end, and takes nothing more`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const ended: string[] = [];
    let aborted = 0;
    const handler = async ({ runId }: RunJob, signal: AbortSignal): Promise<void> => {
      signal.addEventListener('abort', () => (aborted += 1));
      started.resolve();
      await gate.promise;
      ended.push(runId);
    };
    queue.work(handler, { concurrency: 1, onError: failing(t), ...undead });
    await queue.send(['runs', 'waits'].map((runId) => ({ runId, epoch: 1, priority: 'normal' as const })));
    await started.promise;
    const drained = queue.drain(60_000);
    gate.resolve();
    await drained;
    t.deepEqual(ended, ['runs']);
    t.is(aborted, 0);
  });

  test(`${driver}: a handler that does not end within the grace is aborted and awaited`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const started = Promise.withResolvers<void>();
    let ended = false;
    const handler = async (_job: RunJob, signal: AbortSignal): Promise<void> => {
      started.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await new Promise((resolve) => setImmediate(resolve));
      ended = true;
    };
    queue.work(handler, { concurrency: 1, onError: failing(t), ...undead });
    await queue.send([{ runId: 'slow', epoch: 1, priority: 'normal' }]);
    await started.promise;
    await queue.drain(1);
    t.true(ended);
  });

  test(`${driver}: an empty send is nothing`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    await queue.send([]);
    t.is(await queue.waiting(), 0);
  });

  test(`${driver}: a handler that throws is reported and stops nothing`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const errors: string[] = [];
    const seen: string[] = [];
    const handler = async (job: RunJob): Promise<void> => {
      if (job.runId === 'bad') throw new Error('broken');
      seen.push(job.runId);
    };
    queue.work(handler, {
      concurrency: 1,
      onError: (error, job) => errors.push(`${job.runId}: ${String(error)}`),
      ...undead,
    });
    await queue.send([{ runId: 'bad', epoch: 1, priority: 'normal' }]);
    await queue.send([{ runId: 'good', epoch: 1, priority: 'normal' }]);
    await eventually(() => equal(seen.length, 1));
    t.deepEqual(errors, ['bad: Error: broken']);
  });

  test(`${driver}: stop aborts the run with the reason, and takes it from those waiting`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    const reasons: string[] = [];
    const started: string[] = [];
    const handler = (job: RunJob, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        started.push(job.runId);
        signal.addEventListener('abort', () => (reasons.push(String(signal.reason)), resolve()), { once: true });
      });
    queue.work(handler, { concurrency: 1, onError: failing(t), ...undead });
    await queue.send([{ runId: 'runs', epoch: 1, priority: 'normal' }]);
    await queue.send([{ runId: 'waits', epoch: 1, priority: 'normal' }]);
    await eventually(() => equal(started.length, 1));
    await queue.stop('waits', 'not wanted');
    await queue.stop('runs', 'cancelled');
    await eventually(() => equal(reasons.length, 1));
    t.deepEqual(started, ['runs']);
    t.deepEqual(reasons, ['Error: cancelled']);
  });

  test(`${driver}: closing aborts what runs, waits for it, and takes nothing more`, async (t) => {
    const queue = await open(t);
    if (queue === undefined) return;
    let ended = false;
    let taken = 0;
    const started = Promise.withResolvers<void>();
    const handler = async (_job: RunJob, signal: AbortSignal): Promise<void> => {
      taken += 1;
      started.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await new Promise((resolve) => setImmediate(resolve));
      ended = true;
    };
    queue.work(handler, { concurrency: 1, onError: failing(t), ...undead });
    await queue.send([{ runId: 'a', epoch: 1, priority: 'normal' }]);
    await started.promise;
    await queue[Symbol.asyncDispose]();
    t.true(ended);
    // A job that was not taken is lost with the process, or refused.
    await queue.send([{ runId: 'b', epoch: 1, priority: 'normal' }]).catch(() => undefined);
    t.is(taken, 1);
  });
}

const undead = { maxDeliveries: 5, onDead: () => Promise.resolve() };

function failing(t: ExecutionContext): (error: unknown) => void {
  return (error) => void t.fail(String(error));
}

function equal(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`expected ${String(expected)}, found ${String(found)}`);
}
