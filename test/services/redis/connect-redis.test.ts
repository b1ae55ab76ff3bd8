import test, { type ExecutionContext } from 'ava';
import { MaiosError } from '../../../controller/errors/maios-error.ts';
import { askRedis } from '../../../controller/redis/ask-redis.ts';
import {
  connectRedis,
  redisReady,
  redisVersion,
  type RedisConnection,
} from '../../../controller/redis/connect-redis.ts';
import { eventually } from '../../support/eventually.ts';
import { startOwnRedis } from '../../support/own-redis.ts';
import { startSilentProxy } from '../../support/silent-proxy.ts';

const refused = { instanceOf: MaiosError, code: 'QUEUE_UNAVAILABLE' };

function connect(t: ExecutionContext, url: string, faults: unknown[] = []): RedisConnection {
  const redis = connectRedis({ url, name: 'test', onFault: (error) => faults.push(error) });
  t.teardown(() => redis.disconnect());
  return redis;
}

test('Redis connection: commands fail while Redis is away, and work when it is back; one outage is told once', async (t) => {
  const server = await startOwnRedis(t);
  if (server === undefined) return;
  const faults: unknown[] = [];
  const redis = connect(t, server.url, faults);
  await redisReady(redis, 10_000);
  t.regex((await redisVersion(redis)) ?? '', /^\d+\./);
  await server.kill();
  await t.throwsAsync(askRedis(redis.ping()), refused);
  await eventually(() => (faults.length > 0 ? undefined : Promise.reject(new Error('expected to be told'))));
  await t.throwsAsync(redisReady(redis, 1), refused);
  await server.start();
  await eventually(async () => redis.ping());
  t.is(faults.length, 1);
  t.like(faults[0], { code: 'QUEUE_UNAVAILABLE' });
});

test('Redis connection: one that went silent is given up and made anew', async (t) => {
  const server = await startOwnRedis(t);
  if (server === undefined) return;
  const proxy = await startSilentProxy(t, server.port);
  const redis = connect(t, proxy.url);
  await redisReady(redis, 10_000);
  proxy.silence();
  await t.throwsAsync(askRedis(redis.ping()), refused);
  await eventually(async () => redis.ping());
  t.pass();
});

test('Redis connection: a process that starts before its Redis is connected as soon as it is there', async (t) => {
  const server = await startOwnRedis(t);
  if (server === undefined) return;
  await server.kill();
  const redis = connect(t, server.url);
  await t.throwsAsync(askRedis(redis.ping()), refused);
  await server.start();
  await redisReady(redis, 10_000);
  t.is(await redis.ping(), 'PONG');
});
