import { Redis } from 'ioredis';
import { MaiosError } from '../errors/maios-error.ts';
import { tellOnce } from '../errors/tell-once.ts';
import { pauseBeforeMs } from './pause-before-ms.ts';

/** A connection that mends itself. Commands fail within seconds while Redis is away: wrap them in `askRedis`. */
export type RedisConnection = Redis;

export interface RedisSettings {
  /** `redis:` or `rediss:`, with name and password where Redis wants them. */
  readonly url: string;
  /** What the connection is for, as `CLIENT LIST` shows it. */
  readonly name: string;
  /** Told once of each outage, and once when Redis is older than what maios needs. */
  readonly onFault: (error: unknown) => void;
}

/** How long a command may take, and how long a connection may say nothing while a command waits, in milliseconds. */
export const redisTimeoutMs = 2000;
const keepAliveMs = 10_000;

/**
 * Connects in the background and again whenever the connection is lost, for ever: a process may start before its Redis.
 * Nothing waits in the process for Redis to be back; a half-open connection is given up when a command is not answered.
 */
export function connectRedis({ url, name, onFault }: RedisSettings): RedisConnection {
  const redis = new Redis(url, {
    connectionName: `maios-${name}`,
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: redisTimeoutMs,
    commandTimeout: redisTimeoutMs,
    socketTimeout: redisTimeoutMs * 2,
    keepAlive: keepAliveMs,
    disableClientInfo: true,
    retryStrategy: pauseBeforeMs,
    // What was a replica's refusal to write is a fail-over that this connection did not notice.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  tellOutages(redis, onFault);
  redis.connect().catch(() => undefined);
  return redis;
}

/** Resolves when the connection is usable. Fails with QUEUE_UNAVAILABLE when it is not within the time. */
export async function redisReady(redis: RedisConnection, withinMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(unavailable(new Error(`no connection within ${withinMs} ms`))), withinMs);
  redis.once('ready', resolve);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    redis.off('ready', resolve);
  }
}

export function unavailable(cause: unknown): MaiosError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new MaiosError('QUEUE_UNAVAILABLE', `expected Redis to answer, found: ${found}`, { cause });
}

function tellOutages(redis: RedisConnection, onFault: (error: unknown) => void): void {
  const outage = tellOnce(onFault);
  redis.on('error', (error) => outage.failed(unavailable(error)));
  redis.on('ready', () => {
    outage.worked();
    void checkVersion(redis, onFault);
  });
}

const oldestMajor = 7;

async function checkVersion(redis: RedisConnection, onFault: (error: unknown) => void): Promise<void> {
  const version = await redisVersion(redis).catch(() => undefined);
  if (version !== undefined && Number.parseInt(version, 10) < oldestMajor) onFault(tooOld(version));
}

/** For instance `7.0.15`; undefined when Redis does not say. Rejects when it does not answer. */
export async function redisVersion(redis: RedisConnection): Promise<string | undefined> {
  const info = await redis.info('server');
  return /^redis_version:(\S+)/m.exec(info)?.[1];
}

function tooOld(version: string): MaiosError {
  return new MaiosError('CONFIG_INVALID', `REDIS_URL: expected Redis ${oldestMajor} or newer, found ${version}`);
}
