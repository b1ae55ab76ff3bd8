import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { createRedisBus } from '../../../controller/events/redis-bus.ts';
import { createBeeQueue } from '../../../controller/queue/bee/bee-queue.ts';
import type { RunQueue } from '../../../controller/queue/queue.ts';
import { eventually } from '../../support/eventually.ts';
import { findServices } from '../../support/services.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

interface Setting {
  readonly queue: RunQueue;
  /** Another one of the same system, as if in a process of its own. */
  openQueue(): RunQueue;
  startWorker(): Promise<WorkerProcess>;
}

async function open(t: ExecutionContext): Promise<Setting | undefined> {
  const services = findServices(t, ['REDIS_URL']);
  if (services === undefined) return undefined;
  const at = { url: services.REDIS_URL, prefix: `test-${randomUUID()}` };
  const onFault = (error: unknown): void => t.log(String(error));
  const bus = createRedisBus({ ...at, onFault });
  t.teardown(() => bus[Symbol.asyncDispose]());
  const openQueue = (): RunQueue => {
    const opened = createBeeQueue({ ...at, bus, onFault, stallMs: 1000 });
    t.teardown(() => opened[Symbol.asyncDispose]());
    return opened;
  };
  const queue = openQueue();
  // A first connection may take longer than a command, when many processes start at once.
  await eventually(async () => queue.waiting());
  return { queue, openQueue, startWorker: async () => startWorkerProcess(t, at) };
}

const send = async (queue: RunQueue, runId: string): Promise<void> =>
  queue.send([{ runId, epoch: 1, priority: 'normal' }]);

test('bee-queue: a job of a worker that was killed goes to another', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const first = await setting.startWorker();
  await send(setting.queue, 'hold-a');
  await first.said({ start: 'hold-a.1' });
  first.signal('SIGKILL');
  await first.ended;
  const second = await setting.startWorker();
  await second.said({ start: 'hold-a.1' });
  t.pass();
});

test('bee-queue: a frozen worker loses its job to another, and works on when it thaws', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const frozen = await setting.startWorker();
  await send(setting.queue, 'hold-a');
  await frozen.said({ start: 'hold-a.1' });
  frozen.signal('SIGSTOP');
  const other = await setting.startWorker();
  await other.said({ start: 'hold-a.1' });
  other.signal('SIGKILL');
  await other.ended;
  frozen.signal('SIGCONT');
  await send(setting.queue, 'quick-b');
  await frozen.said({ end: 'quick-b.1' });
  t.is(frozen.lines.filter((line) => line['start'] === 'hold-a.1').length, 1, 'what runs here is joined, not doubled');
});

test('bee-queue: a worker whose event loop was blocked ends its job and takes the next', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const blocked = await setting.startWorker();
  await send(setting.queue, 'block-a');
  await blocked.said({ start: 'block-a.1' });
  await blocked.said({ end: 'block-a.1' });
  await send(setting.queue, 'quick-b');
  await blocked.said({ end: 'quick-b.1' });
  await eventually(async () => equal(await setting.queue.waiting(), 0));
  t.pass();
});

test('bee-queue: a job that ends whoever works on it is dead after the deliveries that it has', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  await send(setting.queue, 'die-a');
  for (let delivery = 1; delivery <= 3; delivery += 1) {
    const worker = await setting.startWorker();
    await worker.said({ start: 'die-a.1' });
    await worker.ended;
  }
  const last = await setting.startWorker();
  await last.said({ dead: 'die-a', deliveries: 4 });
  await send(setting.queue, 'quick-b');
  await last.said({ end: 'quick-b.1' });
  t.false(last.lines.some((line) => line['start'] === 'die-a.1'));
});

test('bee-queue: stop reaches the process that works on the run', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const worker = await setting.startWorker();
  await send(setting.queue, 'hold-a');
  await worker.said({ start: 'hold-a.1' });
  await setting.queue.stop('hold-a', 'cancelled');
  await worker.said({ abort: 'hold-a', reason: 'Error: cancelled' });
  t.pass();
});

test('bee-queue: a worker that is told to end hands over what waits, and exits by itself', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const worker = await setting.startWorker();
  await send(setting.queue, 'hold-a');
  await worker.said({ start: 'hold-a.1' });
  worker.signal('SIGTERM');
  await setting.queue.stop('hold-a', 'done');
  await worker.said({ drained: true });
  await worker.ended;
  await send(setting.queue, 'quick-b');
  const next = await setting.startWorker();
  await next.said({ end: 'quick-b.1' });
  t.pass();
});

test('bee-queue: what a handler gives back while its queue drains waits for another worker', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const draining = setting.openQueue();
  const started = Promise.withResolvers<void>();
  draining.work(
    async ({ runId, epoch }, signal) => {
      started.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await draining.send([{ runId, epoch: epoch + 1, priority: 'high' }]);
    },
    { concurrency: 1, maxDeliveries: 3, onError: (error) => t.fail(String(error)), onDead: async () => t.fail() },
  );
  await send(setting.queue, 'quick-a');
  await started.promise;
  await draining.drain(1);
  t.is(await setting.queue.waiting(), 1);
  const next = await setting.startWorker();
  await next.said({ end: 'quick-a.2' });
});

test('bee-queue: many jobs over two workers run once each', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const workers = [await setting.startWorker(), await setting.startWorker()];
  const jobs = Array.from({ length: 1200 }, (_, n) => ({ runId: `quick-${n}`, epoch: 1, priority: 'normal' as const }));
  await setting.queue.send(jobs);
  await eventually(() => equal(workers.flatMap(({ lines }) => lines.filter((line) => 'end' in line)).length, 1200));
  const ended = workers.flatMap(({ lines }) => lines.map((line) => line['end'])).filter((id) => id !== undefined);
  t.is(new Set(ended).size, 1200);
});

function equal(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`expected ${String(expected)}, found ${String(found)}`);
}
