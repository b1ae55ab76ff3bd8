import { createRequire } from 'node:module';
import BeeQueue from 'bee-queue';
import { beeAddress, type BeeAddress } from './address.ts';
import { type Client, makeClientsBy } from './client.ts';
import { messageVersion } from '../run-message.ts';

export interface BeeSettings {
  readonly url: string;
  /** Begins every key, so that several systems can share a Redis. */
  readonly prefix: string;
  /** How long a worker may give no sign of life before its jobs are given to others, in milliseconds. */
  readonly stallMs: number;
}

export interface Bee {
  readonly queue: BeeQueue;
  /** Cuts the connections at once, those that are still being made too, whatever waits for an answer. */
  cut(): void;
}

// The client that bee-queue itself would use, wherever it is installed.
const redis = createRequire(import.meta.resolve('bee-queue'))('redis') as {
  readonly createClient: (address: BeeAddress) => Client;
};

/**
 * A bee-queue that keeps nothing in the process and nothing of a job that has ended. Not connected yet. Its clients are
 * made here: those that it makes have nobody who listens to a second error before they are ready, and end the process.
 */
export function makeBee({ url, prefix, stallMs }: BeeSettings): Bee {
  const clients = new Set<Client>();
  const queue = new BeeQueue(`runs-v${messageVersion}`, {
    prefix,
    stallInterval: stallMs,
    getEvents: false,
    sendEvents: false,
    storeJobs: false,
    removeOnSuccess: true,
    removeOnFailure: true,
    autoConnect: false,
    quitCommandClient: true,
    ...firstRetry,
  });
  makeClientsBy(queue, async () => {
    const client = redis.createClient(beeAddress(url));
    clients.add(client);
    client.on('error', (error) => queue.emit('error', error));
    await untilReady(client);
    return client;
  });
  return {
    queue,
    cut() {
      for (const client of clients) {
        client.emit('error', new Error('the connection was cut'));
        client.end(true);
        client.stream?.destroy();
      }
    },
  };
}

// A lost connection is tried again without an error; what is an error then stays one, for instance a wrong password.
async function untilReady(client: Client): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.on('ready', resolve);
  client.on('error', reject);
  await promise;
}

// The first pause after an error while waiting for a job; each further one doubles it. Its types do not know it.
const firstRetry: object = { initialRedisFailureRetryDelay: 100 };
