import { askRedis } from './ask-redis.ts';
import { connectRedis, redisReady, redisVersion, type RedisConnection } from './connect-redis.ts';

/** A look at a Redis. Each question may reject by itself. */
export interface RedisInspection extends Disposable {
  /** For instance `7.0.15`; undefined when it does not say. */
  version(): Promise<string | undefined>;
  /** What it does when its memory is full; undefined when it does not say. */
  memoryPolicy(): Promise<string | undefined>;
  /** Fails with QUEUE_UNAVAILABLE when it refuses scripts. */
  runScript(): Promise<void>;
  /** Its clock, in milliseconds since 1970. */
  time(): Promise<number>;
}

/** Fails with QUEUE_UNAVAILABLE when it does not answer in time; `found` says how it refused, where it did. */
export async function inspectRedis(url: string, withinMs: number): Promise<RedisInspection> {
  let refusal: unknown;
  const redis = connectRedis({ url, name: 'doctor', onFault: (error) => (refusal ??= error) });
  try {
    await redisReady(redis, withinMs);
    await askRedis(redis.ping());
  } catch (error) {
    redis.disconnect();
    throw refusal ?? error;
  }
  return {
    version: async () => askRedis(redisVersion(redis)),
    memoryPolicy: async () => memoryPolicy(redis),
    runScript: async () => void (await askRedis(redis.eval('return 1', 0))),
    async time() {
      const [seconds, micros] = await askRedis(redis.time());
      return Number(seconds) * 1000 + Number(micros) / 1000;
    },
    [Symbol.dispose]: () => redis.disconnect(),
  };
}

// Managed servers forbid CONFIG, and say it in INFO.
async function memoryPolicy(redis: RedisConnection): Promise<string | undefined> {
  const info = await askRedis(redis.info('memory'));
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
}
