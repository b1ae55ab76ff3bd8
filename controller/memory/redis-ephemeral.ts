import { MaiosError } from '../errors/maios-error.ts';
import { tellOnce } from '../errors/tell-once.ts';
import { askRedis } from '../redis/ask-redis.ts';
import { connectRedis, redisReady, redisTimeoutMs } from '../redis/connect-redis.ts';
import { type Ephemeral, longestText } from './ephemeral.ts';
import { createPlaces } from './places.ts';
import { acquirePlace, renewPlace } from './place-scripts.ts';

export interface RedisEphemeralOptions {
  readonly url: string;
  /** Begins every key, so that several systems can share a Redis. */
  readonly prefix: string;
  /** Told once of each time that limits over all processes hold within each of them only. */
  readonly onFault: (error: unknown) => void;
}

/** What the processes of a system share in Redis, each key with its time to live. */
export function createRedisEphemeral({ url, prefix, onFault }: RedisEphemeralOptions): Ephemeral {
  // Others of this process tell when Redis is away; what is said here is what that means for limits.
  const redis = connectRedis({ url, name: 'ephemeral', onFault: () => undefined });
  const keyOf = (key: string): string => `${prefix}:ephemeral:${key}`;
  const places = createPlaces(() => performance.now());
  const limits = tellOnce(onFault);
  // A process that has just started waits for its first connection; later on, what is away is away.
  const firstConnection = redisReady(redis, redisTimeoutMs).catch(ignore);

  return {
    put(key, text, ttlMs) {
      if (text.length <= longestText) void redis.set(keyOf(key), text, 'PX', ttlMs).catch(ignore);
    },
    async read(keys) {
      if (keys.length === 0) return new Map();
      const texts = await redis.mget(keys.map(keyOf)).catch(() => []);
      return new Map(keys.flatMap((key, index) => entry(key, texts[index])));
    },
    addPiece(key, n, text, ttlMs) {
      if (text.length > longestText) return;
      void redis.multi().hset(keyOf(key), n, text).pexpire(keyOf(key), ttlMs).exec().catch(ignore);
    },
    async readPieces(key) {
      const pieces = await redis.hgetall(keyOf(key)).catch(() => ({}));
      return new Map(Object.entries(pieces).map(([n, text]) => [Number(n), text]));
    },
    forget: (key) => void redis.del(keyOf(key)).catch(ignore),
    async acquire(place, limit) {
      if (!places.acquire(place, limit)) return false;
      try {
        await firstConnection;
        const { name, holder, ttlMs } = place;
        const taken = await askRedis(redis.eval(acquirePlace, 1, keyOf(`places:${name}`), holder, ttlMs, limit));
        limits.worked();
        if (taken !== 1) places.release(place);
        return taken === 1;
      } catch (error) {
        limits.failed(localLimit(error));
        return true;
      }
    },
    renew(place) {
      places.renew(place);
      const { name, holder, ttlMs } = place;
      void redis.eval(renewPlace, 1, keyOf(`places:${name}`), holder, ttlMs).catch(ignore);
    },
    release(place) {
      places.release(place);
      void redis.zrem(keyOf(`places:${place.name}`), place.holder).catch(ignore);
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}

function localLimit(cause: unknown): MaiosError {
  return new MaiosError(
    'QUEUE_UNAVAILABLE',
    'expected Redis, to hold the limit of calls of a Model over all workers, found it away: it holds within each of them',
    { cause },
  );
}

function ignore(): void {
  // It may be forgotten at any time: then it is at once.
}

function entry(key: string, text: string | null | undefined): readonly (readonly [string, string])[] {
  return text === null || text === undefined ? [] : [[key, text]];
}
