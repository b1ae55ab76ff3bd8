import { randomUUID } from 'node:crypto';
import anyTest, { type TestFn } from 'ava';
import { MaiosError } from '../../../controller/errors/maios-error.ts';
import { createRedisEphemeral } from '../../../controller/memory/redis-ephemeral.ts';
import { ephemeralContract } from '../../memory/ephemeral.contract.ts';
import { eventually } from '../../support/eventually.ts';
import { startOwnRedis } from '../../support/own-redis.ts';
import { findServices } from '../../support/services.ts';

const test = anyTest as TestFn;

ephemeralContract(test, 'Redis ephemeral memory', async (t) => {
  const services = findServices(t, ['REDIS_URL']);
  if (services === undefined) return undefined;
  const url = services.REDIS_URL;
  const memory = createRedisEphemeral({
    url,
    prefix: `test-${randomUUID()}`,
    onFault: (error) => t.fail(String(error)),
  });
  t.teardown(() => memory[Symbol.asyncDispose]());
  await eventually(async () => {
    memory.put('ready', 'yes', 60_000);
    if ((await memory.read(['ready'])).size === 0) throw new Error('expected Redis to answer');
  });
  return memory;
});

test('Redis ephemeral memory: while Redis is away nothing is there, and limits hold within the process', async (t) => {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return;
  const faults: unknown[] = [];
  const memory = createRedisEphemeral({ url: redis.url, prefix: 'away', onFault: (error) => faults.push(error) });
  t.teardown(() => memory[Symbol.asyncDispose]());
  const place = (holder: string): Parameters<typeof memory.acquire>[0] => ({ name: 'model', holder, ttlMs: 60_000 });
  t.true(await memory.acquire(place('a'), 2));
  await redis.kill();
  memory.put('key', 'text', 60_000);
  t.is((await memory.read(['key'])).size, 0);
  t.is((await memory.readPieces('key')).size, 0);
  t.true(await memory.acquire(place('b'), 2));
  t.false(await memory.acquire(place('c'), 2), 'one place was taken before Redis went');
  memory.release(place('b'));
  t.true(await memory.acquire(place('c'), 2));
  t.is(faults.length, 1, 'said once');
  t.true(faults[0] instanceof MaiosError);
  await redis.start({ empty: true });
  memory.renew(place('a'));
  await eventually(async () => {
    memory.renew(place('c'));
    memory.put('key', 'text', 60_000);
    if ((await memory.read(['key'])).size === 0) throw new Error('expected the text to be kept');
  });
  t.false(await memory.acquire(place('d'), 2));
});
