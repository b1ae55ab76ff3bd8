import type BeeQueue from 'bee-queue';
import { MaiosError } from '../../errors/maios-error.ts';
import { checkStalledBy, isConnected, loadScripts, onReconnect, takeJobsBy } from './client.ts';
import { addJobs, countWaiting, dropJobs, healed, takeBack } from './commands.ts';
import { createHeldSlots } from '../held-slots.ts';
import { makeBee, type BeeSettings } from './make-bee.ts';
import type { SentJob } from '../queue.ts';
import type { Release } from '../slots.ts';
import { within } from './within.ts';

export interface LineSettings extends BeeSettings {
  /** Told of everything that goes wrong on the way; nothing of it ends the line. */
  readonly onError: (error: unknown) => void;
  /** Told when a command succeeds. */
  readonly onAnswer: () => void;
}

/** One bee-queue with its connections. It mends what it can; when it does not answer any more, it is replaced by another. */
export interface Line {
  /** The connections could not be made, for instance for a wrong password: the line is of no use. */
  isBroken(): boolean;
  /** Like the port's, fails with QUEUE_UNAVAILABLE. */
  add(jobs: readonly SentJob[]): Promise<void>;
  drop(runId: string): Promise<void>;
  waiting(): Promise<number>;
  /** Takes jobs from now on. */
  deliver(delivery: Delivery): void;
  /** Takes no more at once; resolves when what it delivered has ended and is out of Redis, or Redis does not answer. */
  close(): Promise<void>;
}

export interface Delivery {
  readonly concurrency: number;
  /** Asked for before a job is taken, so that none lies here which another worker could begin. */
  readonly slot: () => Promise<Release>;
  /** A job is out of Redis when this resolves; it never rejects. The slot is given back by whoever is called. */
  readonly deliver: (message: unknown, release: Release) => Promise<void>;
}

/** How long a command may take. */
const commandMs = 2000;
const batchSize = 1000;
const foreverMs = 2 ** 31 - 1;

export function openLine(settings: LineSettings): Line {
  let isClosing = false;
  let isClosed = false;
  let isBroken = false;
  const { queue, cut } = makeBee(settings);
  const report = (error: unknown): void => {
    if (!isClosing) settings.onError(error);
  };
  const ready = connect(queue, report);
  ready.catch((error: unknown) => {
    isBroken = true;
    report(error);
  });

  const ask = async <T>(command: (queue: BeeQueue) => Promise<T>): Promise<T> => {
    try {
      // While the first connection is being made, a command waits for it, and fails as one that finds none.
      await within(commandMs, ready).catch(noConnection);
      if (isClosed || !isConnected(queue)) noConnection();
      const answer = await within(commandMs, healed(queue, command));
      settings.onAnswer();
      return answer;
    } catch (error) {
      throw unavailable(error);
    }
  };

  const working = createWorking(queue, settings.stallMs, report);
  return {
    isBroken: () => isBroken,
    async add(jobs) {
      for (let from = 0; from < jobs.length; from += batchSize) {
        await ask(async () => addJobs(queue, jobs.slice(from, from + batchSize)));
      }
    },
    drop: async (runId) => ask(async () => dropJobs(queue, runId)),
    waiting: async () => ask(countWaiting),
    deliver: working.start,
    async close() {
      isClosing = true;
      const closed = queue.close(foreverMs).catch(() => undefined);
      working.stop();
      // Until then, handlers send on what they give back.
      await working.ended();
      isClosed = true;
      await within(commandMs, closed).catch(() => undefined);
      cut();
    },
  };
}

async function connect(queue: BeeQueue, report: (error: unknown) => void): Promise<void> {
  queue.on('error', report);
  // Resolves only when it went well; what it came to is said by `ready`.
  void queue.connect();
  await queue.ready();
  onReconnect(queue, () => void loadScripts(queue).catch(report));
}

interface Working {
  start(delivery: Delivery): void;
  /** Looks for stalled jobs no more, and needs no further slot. */
  stop(): void;
  /** Resolves when the deliveries have ended. */
  ended(): Promise<void>;
}

function createWorking(queue: BeeQueue, stallMs: number, report: (error: unknown) => void): Working {
  const delivered = new Set<Promise<void>>();
  const slots = createHeldSlots();
  let timer: NodeJS.Timeout | undefined;
  const track = async (work: Promise<void>): Promise<void> => {
    delivered.add(work);
    await work.finally(() => delivered.delete(work));
  };
  const checkStalled = (): void => {
    if (isConnected(queue)) void within(commandMs, takeBack(queue, stallMs)).catch(report);
  };
  return {
    start({ concurrency, slot, deliver }) {
      checkStalledBy(queue, async () => takeBack(queue, stallMs));
      takeJobsBy(queue, async (next) => slots.takeWith(slot, next));
      queue.process(concurrency, async (job) => track(deliver(job.data, slots.of(job))));
      timer = setInterval(checkStalled, stallMs / 2).unref();
    },
    stop() {
      clearInterval(timer);
      slots.releaseUnused();
    },
    async ended() {
      await Promise.all(delivered);
    },
  };
}

function noConnection(): never {
  throw new Error('no connection');
}

function unavailable(cause: unknown): MaiosError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new MaiosError('QUEUE_UNAVAILABLE', `expected the queue to answer, found: ${found}`, { cause });
}
