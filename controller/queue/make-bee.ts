import BeeQueue from 'bee-queue';
import { beeAddress, type BeeAddress } from './bee-address.ts';
import { messageVersion } from './run-message.ts';

export interface BeeSettings {
  readonly url: string;
  /** Begins every key, so that several systems can share a Redis. */
  readonly prefix: string;
  /** How long a worker may give no sign of life before its jobs are given to others, in milliseconds. */
  readonly stallMs: number;
}

type Tried = Parameters<BeeAddress['retry_strategy']>[0];

/** A bee-queue that keeps nothing in the process and nothing of a job that has ended. Not connected yet. */
export function makeBee({ url, prefix, stallMs }: BeeSettings, mayRetry: () => boolean): BeeQueue {
  const address = beeAddress(url);
  return new BeeQueue(`runs-v${messageVersion}`, {
    prefix,
    stallInterval: stallMs,
    getEvents: false,
    sendEvents: false,
    storeJobs: false,
    removeOnSuccess: true,
    removeOnFailure: true,
    autoConnect: false,
    ...firstRetry,
    // A closed queue whose Redis is away would try for ever to connect, and keep its process alive.
    redis: { ...address, retry_strategy: (tried: Tried) => (mayRetry() ? address.retry_strategy(tried) : undefined) },
  });
}

// The first pause after an error while waiting for a job; each further one doubles it. Its types do not know it.
const firstRetry: object = { initialRedisFailureRetryDelay: 100 };
