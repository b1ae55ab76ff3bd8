import { type Config } from '../config/config.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { type Bus } from '../events/bus.ts';
import { createInProcessBus } from '../events/in-process-bus.ts';
import { createRedisBus } from '../events/redis-bus.ts';
import { createBeeQueue } from '../queue/bee/bee-queue.ts';
import { createInProcessQueue } from '../queue/in-process-queue.ts';
import { type RunQueue } from '../queue/queue.ts';
import { type Ephemeral } from '../memory/ephemeral.ts';
import { createInProcessEphemeral } from '../memory/in-process-ephemeral.ts';
import { createRedisEphemeral } from '../memory/redis-ephemeral.ts';
import { askRedis } from '../redis/ask-redis.ts';
import { connectRedis, redisReady, type RedisConnection } from '../redis/connect-redis.ts';
import { placeOf } from '../config/place-of.ts';

/** What connects the processes of a system: each only wakes, and may lose what is in it. */
export interface Links {
  readonly bus: Bus;
  readonly queue: RunQueue;
  /** What is shared and may be forgotten. */
  readonly ephemeral: Ephemeral;
  /** Fails with QUEUE_UNAVAILABLE when Redis does not answer; undefined where there is none. */
  readonly pingRedis: (() => Promise<void>) | undefined;
}

export interface Opening {
  readonly onFault: (error: unknown) => void;
  /** Told once, when Redis is waited for. */
  readonly onWait: (line: string) => void;
  readonly withinMs: number;
}

/** A Redis that is there answers within milliseconds. */
const patienceMs = 500;

/** Within this process where there is no Redis; over the one that all processes share where there is. */
export async function openLinks(
  parts: AsyncDisposableStack,
  { redisUrl: url, redisPrefix: prefix }: Config,
  { onFault, onWait, withinMs }: Opening,
): Promise<Links> {
  if (url === undefined) {
    const bus = parts.use(createInProcessBus());
    const ephemeral = parts.use(createInProcessEphemeral());
    return { bus, queue: parts.use(createInProcessQueue()), ephemeral, pingRedis: undefined };
  }
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
