import test, { type ExecutionContext } from 'ava';
import { createInProcessBus } from '../../../controller/events/in-process-bus.ts';
import { createBeeQueue } from '../../../controller/queue/bee/bee-queue.ts';
import type { RunQueue } from '../../../controller/queue/queue.ts';
import { MaiosError } from '../../../controller/errors/maios-error.ts';
import { eventually } from '../../support/eventually.ts';
import { startOwnRedis, type OwnRedis } from '../../support/own-redis.ts';
import { startSilentProxy } from '../../support/silent-proxy.ts';

interface Setting {
  readonly redis: OwnRedis;
  readonly queue: RunQueue;
  readonly seen: string[];
  /** Ends the handlers of runs whose name begins with `hold`. */
  release(): void;
  silence(): void;
}

async function open(t: ExecutionContext): Promise<Setting | undefined> {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return undefined;
  const proxy = await startSilentProxy(t, redis.port);
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const queue = createBeeQueue({
    url: proxy.url,
    prefix: 'faults',
    bus: createInProcessBus(),
    onFault: (error) => void t.true(error instanceof MaiosError || error instanceof Error),
    stallMs: 1000,
    watchMs: 200,
  });
  t.teardown(async () => {
    gate.resolve();
    await queue[Symbol.asyncDispose]();
  });
  queue.work(
    async ({ runId }) => {
      seen.push(runId);
      if (runId.startsWith('hold')) await gate.promise;
    },
    {
      concurrency: 2,
      maxDeliveries: 5,
      onError: (error) => t.fail(String(error)),
      onDead: async () => t.fail('expected no dead job'),
    },
  );
  const setting = { redis, queue, seen, release: gate.resolve, silence: proxy.silence };
  await works(setting, 'first');
  return setting;
}

/** The queue takes a job and gives it to its worker; what is refused meanwhile is sent again, as a relay does. */
async function works({ queue, seen }: Setting, runId: string): Promise<void> {
  await eventually(async () => {
    await queue.send([{ runId, epoch: 1, priority: 'normal' }]);
    await queue.send([{ runId: `${runId}-high`, epoch: 1, priority: 'high' }]);
  });
  await eventually(() => {
    const missing = [runId, `${runId}-high`].filter((wanted) => !seen.includes(wanted));
    if (missing.length > 0) throw new Error(`expected ${missing.join(', ')} to arrive, found ${seen.join(', ')}`);
  });
}

/** A fault while one job runs and the worker waits for more. */
const goesOn = test.macro({
  async exec(t, fault: (setting: Setting) => Promise<void> | void) {
    const setting = await open(t);
    if (setting === undefined) return;
    await setting.queue.send([{ runId: 'hold-a', epoch: 1, priority: 'normal' }]);
    await eventually(() => includes(setting.seen, 'hold-a'));
    await fault(setting);
    await works(setting, 'second');
    setting.release();
    await works(setting, 'third');
    await eventually(async () => equal(await setting.queue.waiting(), 0));
    t.is(setting.seen.filter((runId) => runId === 'hold-a').length, 1, 'what runs is not started twice here');
  },
  title: (name = '') => `bee-queue: goes on by itself after ${name}`,
});

test('Redis was killed and started with its data', goesOn, async ({ redis }) => {
  await redis.kill();
  await redis.start();
});
test('Redis was killed and started empty', goesOn, async ({ redis }) => {
  await redis.kill();
  await redis.start({ empty: true });
});
test('Redis was killed twice', goesOn, async ({ redis, queue }) => {
  await redis.kill();
  await redis.start();
  await queue.send([{ runId: 'between', epoch: 1, priority: 'normal' }]).catch(() => undefined);
  await redis.kill();
  await redis.start();
});
test('FLUSHALL', goesOn, async ({ redis }) => void (await redis.command('FLUSHALL')));
test('SCRIPT FLUSH', goesOn, async ({ redis }) => void (await redis.command('SCRIPT FLUSH')));
test('its connections were cut', goesOn, async ({ redis }) => {
  await redis.command('CLIENT KILL TYPE normal');
});
test('its connections went silent', goesOn, ({ silence }) => silence());
test('its connections went silent and Redis forgot everything', goesOn, async ({ silence, redis }) => {
  silence();
  await redis.command('FLUSHALL');
  await redis.command('SCRIPT FLUSH');
});
test('Redis was frozen', goesOn, async ({ redis, queue }) => {
  redis.freeze();
  await queue.send([{ runId: 'meanwhile', epoch: 1, priority: 'normal' }]).catch(() => undefined);
  redis.thaw();
});

test('bee-queue: a worker without a free hand takes no job, also after its connections were made anew', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const { queue, seen, silence, release } = setting;
  const send = async (runId: string) => queue.send([{ runId, epoch: 1, priority: 'normal' }]);
  await send('hold-a');
  await send('hold-b');
  await eventually(() => includes(seen, 'hold-b'));
  for (const runId of ['c', 'd', 'e']) await send(runId);
  silence();
  // They wait where another worker could take them, with those that were held on the old connections and come again.
  await eventually(async () => equal(await queue.waiting(), 5));
  release();
  await eventually(() => ['c', 'd', 'e'].forEach((runId) => includes(seen, runId)));
  await eventually(async () => equal(await queue.waiting(), 0));
  t.pass();
});

test('bee-queue: refuses at once what it cannot keep, and says so', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  await setting.redis.kill();
  const refused = { instanceOf: MaiosError, code: 'QUEUE_UNAVAILABLE' };
  await t.throwsAsync(setting.queue.send([{ runId: 'a', epoch: 1, priority: 'normal' }]), refused);
  await t.throwsAsync(setting.queue.waiting(), refused);
});

test('bee-queue: ends while Redis is away', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  await setting.redis.kill();
  await setting.queue[Symbol.asyncDispose]();
  t.pass();
});

test('bee-queue: a worker that starts before its Redis works as soon as it is there', async (t) => {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return;
  await redis.kill();
  const seen: string[] = [];
  const queue = createBeeQueue({
    url: redis.url,
    prefix: 'early',
    bus: createInProcessBus(),
    onFault: () => undefined,
    watchMs: 200,
  });
  t.teardown(() => queue[Symbol.asyncDispose]());
  const options = { concurrency: 1, maxDeliveries: 5, onError: () => t.fail(), onDead: async () => t.fail() };
  queue.work(async ({ runId }) => void seen.push(runId), options);
  await t.throwsAsync(queue.send([{ runId: 'early', epoch: 1, priority: 'normal' }]), { code: 'QUEUE_UNAVAILABLE' });
  await redis.start();
  await works({ redis, queue, seen, release: () => undefined, silence: () => undefined }, 'later');
  t.pass();
});

test('bee-queue: a wrong password is told of, and the queue works once it is right', async (t) => {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return;
  await redis.command('CONFIG SET requirepass secret');
  const faults: unknown[] = [];
  const url = redis.url.replace('//', '//:wrong@');
  const onFault = (error: unknown): void => void faults.push(error);
  const queue = createBeeQueue({ url, prefix: 'password', bus: createInProcessBus(), onFault, watchMs: 200 });
  t.teardown(() => queue[Symbol.asyncDispose]());
  const seen: string[] = [];
  const options = { concurrency: 1, maxDeliveries: 5, onError: () => t.fail(), onDead: async () => t.fail() };
  queue.work(async ({ runId }) => void seen.push(runId), options);
  await t.throwsAsync(queue.send([{ runId: 'a', epoch: 1, priority: 'normal' }]), { code: 'QUEUE_UNAVAILABLE' });
  await eventually(() => equal(faults.length, 1));
  await redis.command('AUTH secret\r\nCONFIG SET requirepass wrong');
  await works({ redis, queue, seen, release: () => undefined, silence: () => undefined }, 'b');
  t.pass();
});

test('bee-queue: what a newer version sends waits for a newer worker', async (t) => {
  const setting = await open(t);
  if (setting === undefined) return;
  const { redis } = setting;
  await redis.command('HSET faults:runs-v2:jobs a.1 \'{"data":{"v":2}}\'');
  await redis.command('LPUSH faults:runs-v2:waiting a.1');
  await works(setting, 'second');
  t.is(await redis.command('LLEN faults:runs-v2:waiting'), ':1');
});

test('bee-queue: what nobody of this system sent is told of and passed over', async (t) => {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return;
  const faults: unknown[] = [];
  const bus = createInProcessBus();
  const onFault = (error: unknown): void => void faults.push(error);
  const queue = createBeeQueue({ url: redis.url, prefix: 'foreign', bus, onFault });
  t.teardown(() => queue[Symbol.asyncDispose]());
  const seen: string[] = [];
  await eventually(async () => queue.waiting());
  await redis.command('HSET foreign:runs-v1:jobs x \'{"data":{"hello":1},"options":{}}\'');
  await redis.command('LPUSH foreign:runs-v1:waiting x');
  const options = { concurrency: 1, maxDeliveries: 5, onError: () => t.fail(), onDead: async () => t.fail() };
  queue.work(async ({ runId }) => void seen.push(runId), options);
  await eventually(() => equal(faults.length, 1));
  await works({ redis, queue, seen, release: () => undefined, silence: () => undefined }, 'own');
  t.pass();
});

function equal(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`expected ${String(expected)}, found ${String(found)}`);
}

function includes(list: readonly string[], wanted: string): void {
  if (!list.includes(wanted)) throw new Error(`expected ${wanted}, found ${list.join(', ')}`);
}
