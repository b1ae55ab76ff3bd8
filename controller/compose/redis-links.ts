import { placeOf } from '../config/place-of.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { createRedisBus } from '../events/redis-bus.ts';
import { createRedisEphemeral } from '../memory/redis-ephemeral.ts';
import { createBeeQueue } from '../queue/bee/bee-queue.ts';
import { askRedis } from '../redis/ask-redis.ts';
import { connectRedis, redisReady, type RedisConnection } from '../redis/connect-redis.ts';
import type { Links, Opening } from './links.ts';

/** A Redis that is there answers within milliseconds. */
const patienceMs = 500;

/** Links over the Redis that all processes share. Fails with QUEUE_UNAVAILABLE when it does not answer in time. */
export async function openRedisLinks(
  parts: AsyncDisposableStack,
  { url, prefix }: { readonly url: string; readonly prefix: string },
  { onFault, onWait, withinMs }: Opening,
): Promise<Links> {
  const asking = await openRedis(parts, url, { onWait, withinMs });
  const bus = parts.use(createRedisBus({ url, prefix, onFault }));
  return {
    bus,
    queue: parts.use(createBeeQueue({ url, prefix, bus, onFault })),
    ephemeral: parts.use(createRedisEphemeral({ url, prefix, onFault })),
    pingRedis: async () => void (await askRedis(asking.ping())),
  };
}

// What Redis said last tells more than that the time is over.
async function openRedis(
  parts: AsyncDisposableStack,
  url: string,
  { onWait, withinMs }: Pick<Opening, 'onWait' | 'withinMs'>,
): Promise<RedisConnection> {
  let fault: unknown;
  const redis = connectRedis({ url, name: 'health', onFault: (error) => (fault = error) });
  parts.defer(() => redis.disconnect());
  const place = placeOf(url);
  const timer = setTimeout(() => {
    onWait(`waiting for Redis at ${place}, at most ${Math.round(withinMs / 1000)} s\n`);
  }, patienceMs);
  try {
    await redisReady(redis, withinMs);
    return redis;
  } catch (error) {
    const cause = fault ?? error;
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new MaiosError('QUEUE_UNAVAILABLE', `${place}: ${found}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
