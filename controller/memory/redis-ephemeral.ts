import { MaiosError } from '../errors/maios-error.ts';
import { tellOnce } from '../errors/tell-once.ts';
import { askRedis } from '../redis/ask-redis.ts';
import { connectRedis, redisReady, redisTimeoutMs, type RedisConnection } from '../redis/connect-redis.ts';
import { type Ephemeral, longestText } from './ephemeral.ts';
import { createPlaces } from './places.ts';
import { acquirePlace, renewPlace } from './place-scripts.ts';
import { type Changes, createUnwritten } from './unwritten.ts';

export interface RedisEphemeralOptions {
  readonly url: string;
  /** Begins every key, so that several systems can share a Redis. */
  readonly prefix: string;
  /** Told once of each time that limits over all processes hold within each of them only. */
  readonly onFault: (error: unknown) => void;
}

/** A run without tools is over within this: what it does is then told to nobody, and costs nothing. */
const delayMs = 25;

/** What the processes of a system share in Redis, each key with its time to live. */
export function createRedisEphemeral({ url, prefix, onFault }: RedisEphemeralOptions): Ephemeral {
  // Others of this process tell when Redis is away; what is said here is what that means for limits.
  const redis = connectRedis({ url, name: 'ephemeral', onFault: () => undefined });
  const keyOf = (key: string): string => `${prefix}:ephemeral:${key}`;
  const unwritten = createUnwritten((changes) => write(redis, changes), delayMs);
  const places = createPlaces(() => performance.now());
  const limits = tellOnce(onFault);
  // A process that has just started waits for its first connection; later on, what is away is away.
  const firstConnection = redisReady(redis, redisTimeoutMs).catch(ignore);

  return {
    put(key, text, ttlMs) {
      if (text.length <= longestText) unwritten.put(keyOf(key), text, ttlMs);
    },
    async read(keys) {
      if (keys.length === 0) return new Map();
      unwritten.flush();
      const texts = await redis.mget(keys.map(keyOf)).catch(() => []);
      return new Map(keys.flatMap((key, index) => entry(key, texts[index])));
    },
    addPiece(key, n, text, ttlMs) {
      if (text.length <= longestText) unwritten.addPiece(keyOf(key), n, text, ttlMs);
    },
    async readPieces(key) {
      unwritten.flush();
      const pieces = await redis.hgetall(keyOf(key)).catch(() => ({}));
      return new Map(Object.entries(pieces).map(([n, text]) => [Number(n), text]));
    },
    forget: (key) => unwritten.forget(keyOf(key)),
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
      unwritten.flush();
      redis.disconnect();
    },
  };
}

function write(redis: RedisConnection, { forgotten, kept }: Changes): void {
  const pipeline = redis.pipeline();
  if (forgotten.length > 0) pipeline.del(...forgotten);
  for (const [key, { text, pieces, ttlMs }] of kept) {
    if (text === undefined) pipeline.hset(key, pieces).pexpire(key, ttlMs);
    else pipeline.set(key, text, 'PX', ttlMs);
  }
  void pipeline.exec().catch(ignore);
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
