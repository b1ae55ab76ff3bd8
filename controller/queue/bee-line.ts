import BeeQueue from 'bee-queue';
import { MaiosError } from '../errors/maios-error.ts';
import { beeAddress, type BeeAddress } from './bee-address.ts';
import {
  beeJob,
  cutConnections,
  evalScript,
  isConnected,
  isNoScript,
  loadScripts,
  onReconnect,
  type BeeJob,
} from './bee-client.ts';
import { addHigh, countStall, dropWaiting } from './bee-scripts.ts';
import { type SentJob } from './queue.ts';
import { jobId, messageVersion, writeRunMessage } from './run-message.ts';
import { within } from './within.ts';

export interface LineSettings {
  readonly url: string;
  readonly prefix: string;
  /** How long a worker may give no sign of life before its jobs are given to others. */
  readonly stallMs: number;
  /** Told of everything that goes wrong on the way; nothing of it ends the line. */
  readonly onError: (error: unknown) => void;
  /** Told when a command succeeds. */
  readonly onAnswer: () => void;
}

/** One bee-queue with its connections. It mends what it can; when it does not answer any more, it is replaced by another. */
export interface Line {
  /** The connections could not be made, for instance for a wrong password: the line is of no use. */
  isBroken(): boolean;
  add(jobs: readonly SentJob[]): Promise<void>;
  drop(runId: string): Promise<void>;
  waiting(): Promise<number>;
  /** Takes jobs, as many at once; a job is out of Redis when its delivery resolves, and a delivery never rejects. */
  deliver(concurrency: number, deliver: (message: unknown) => Promise<void>): void;
  /** Takes no more at once; resolves when what it delivered has ended and is out of Redis, or Redis does not answer. */
  close(): Promise<void>;
}

/** How long a command may take. */
export const commandMs = 2000;
const mostPassed = 64;
const highestEpoch = 63;
const batchSize = 1000;
const foreverMs = 2 ** 31 - 1;

type Tried = Parameters<BeeAddress['retry_strategy']>[0];

export function openLine({ url, prefix, stallMs, onError, onAnswer }: LineSettings): Line {
  let isClosed = false;
  let isBroken = false;
  const delivered = new Set<Promise<void>>();
  let stallTimer: NodeJS.Timeout | undefined;
  const address = beeAddress(url);
  const queue = new BeeQueue(`runs-v${messageVersion}`, {
    prefix,
    stallInterval: stallMs,
    getEvents: false,
    sendEvents: false,
    storeJobs: false,
    removeOnSuccess: true,
    removeOnFailure: true,
    autoConnect: false,
    ...firstRetry,
    // A closed line whose Redis is away would try for ever to connect, and keep its process alive.
    redis: { ...address, retry_strategy: (tried: Tried) => (isClosed ? undefined : address.retry_strategy(tried)) },
  });
  const report = (error: unknown): void => {
    if (!isClosed) onError(error);
  };
  queue.on('error', report);
  void queue.connect();
  const ready = queue.ready().then(() => onReconnect(queue, () => void loadScripts(queue).catch(report)));
  ready.catch((error: unknown) => {
    isBroken = true;
    report(error);
  });

  // A command whose script Redis has forgotten is carried out once more, with the scripts loaded again.
  const ask = async <T>(command: () => Promise<T>): Promise<T> => {
    try {
      // While the first connection is being made, a command waits for it, and fails as one that finds none.
      await within(commandMs, ready).catch(noConnection);
      if (isClosed || !isConnected(queue)) noConnection();
      const answer = await within(commandMs, healed(queue, command));
      onAnswer();
      return answer;
    } catch (error) {
      throw unavailable(error);
    }
  };

  const checkStalled = async (): Promise<void> => {
    if (isConnected(queue)) await ask(async () => queue.checkStalledJobs()).catch(report);
  };

  const tracked = async (work: Promise<void>): Promise<void> => {
    delivered.add(work);
    await work.finally(() => delivered.delete(work));
  };

  return {
    isBroken: () => isBroken,
    async add(jobs) {
      for (let from = 0; from < jobs.length; from += batchSize) {
        const batch = jobs.slice(from, from + batchSize);
        await ask(async () => save(queue, batch));
      }
    },
    async drop(runId) {
      await ask(async () => evalScript(queue, dropWaiting, ['jobs', 'waiting'], [runId, String(highestEpoch)]));
    },
    waiting: async () => (await ask(async () => queue.checkHealth())).waiting,
    deliver(concurrency, deliver) {
      queue.on('stalled', (id) => void evalScript(queue, countStall, ['jobs'], [id]).catch(report));
      queue.process(concurrency, async (job) => tracked(deliver(job.data)));
      stallTimer = setInterval(() => void checkStalled(), stallMs / 2).unref();
    },
    async close() {
      isClosed = true;
      clearInterval(stallTimer);
      const closed = queue.close(foreverMs).catch(() => undefined);
      await Promise.all(delivered);
      await within(commandMs, closed).catch(() => undefined);
      cutConnections(queue);
    },
  };
}

// The first pause after an error while waiting for a job; each further one doubles it. Its types do not know it.
const firstRetry: object = { initialRedisFailureRetryDelay: 100 };

async function healed<T>(queue: BeeQueue, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (!isNoScript(error)) throw error;
    await loadScripts(queue);
    return command();
  }
}

// A job that is in the queue already stays as it is.
async function save(queue: BeeQueue, jobs: readonly SentJob[]): Promise<void> {
  const beeJobs = (priority: SentJob['priority']): readonly BeeJob[] =>
    jobs.filter((job) => job.priority === priority).map((job) => beeJob(queue, jobId(job), writeRunMessage(job)));
  const ahead = beeJobs('high').map(async (job) =>
    evalScript(queue, addHigh, ['jobs', 'waiting'], [job.id, job.toData(), String(mostPassed)]),
  );
  const [errors] = await Promise.all([queue.saveAll([...beeJobs('normal')]), ...ahead]);
  for (const error of errors.values()) throw error;
}

function noConnection(): never {
  throw new Error('no connection');
}

function unavailable(cause: unknown): MaiosError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new MaiosError('QUEUE_UNAVAILABLE', `expected the queue to answer, found: ${found}`, { cause });
}
