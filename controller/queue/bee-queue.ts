import { type Bus } from '../events/bus.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { openLine, type Line } from './bee-line.ts';
import { type RunQueue, type WorkOptions } from './queue.ts';
import { jobId, readRunMessage } from './run-message.ts';
import { createRunningJobs, type Handler } from './running-jobs.ts';
import { watchDeafness } from './watch-deafness.ts';

export interface BeeQueueOptions {
  readonly url: string;
  /** Begins every key, so that several systems can share a Redis. */
  readonly prefix: string;
  /** Carries what is to be stopped to the process that works on it. */
  readonly bus: Bus;
  /** Told once of each time that the queue is out of order, and of messages that nobody of this system sent. */
  readonly onFault: (error: unknown) => void;
  /** How long a worker may give no sign of life before its jobs are given to others, in milliseconds. */
  readonly stallMs?: number;
  /** How often it is looked whether jobs wait while none arrives. */
  readonly watchMs?: number;
}

const defaultStallMs = 5000;
const defaultWatchMs = 2000;

/**
 * The queue of several processes, on Redis by bee-queue. It goes on by itself after whatever befell Redis or the way to
 * it; what was lost there is sent again by whoever finds it in the database.
 */
export function createBeeQueue(options: BeeQueueOptions): RunQueue {
  const { url, prefix, bus, onFault, stallMs = defaultStallMs, watchMs = defaultWatchMs } = options;
  const running = createRunningJobs();
  const retired = new Set<Promise<void>>();
  let worker: { readonly handler: Handler; readonly options: WorkOptions } | undefined;
  let closed = false;
  let isFaultTold = false;
  let deliveries = 0;

  const tellOnce = (error: unknown): void => {
    if (!isFaultTold) onFault(error);
    isFaultTold = true;
  };

  const open = (): Line => {
    const opened = openLine({ url, prefix, stallMs, onError: tellOnce, onAnswer: () => (isFaultTold = false) });
    if (worker !== undefined) opened.deliver(worker.options.concurrency, deliver);
    return opened;
  };

  // Its handlers go on; Redis gives their jobs out again when they cannot be finished there, and they are joined then.
  const replace = (): void => {
    if (closed) return;
    retire(line);
    line = open();
  };

  const retire = (old: Line): void => {
    const closing = old.close().finally(() => retired.delete(closing));
    retired.add(closing);
  };

  const deliver = async (data: unknown): Promise<void> => {
    deliveries += 1;
    const message = readRunMessage(data);
    if (worker === undefined) return;
    if (message === undefined)
      return onFault(new MaiosError('INTERNAL', 'expected a job of maios in the queue, found another'));
    const { runId, epoch, stalls } = message;
    const isDead = stalls >= worker.options.maxDeliveries;
    const { onDead } = worker.options;
    const handler: Handler = isDead ? async (job) => onDead(job, stalls + 1) : worker.handler;
    await running.run({ runId, epoch }, handler, worker.options.onError);
  };

  let line = open();
  const unsubscribe = bus.subscribe((message) => {
    if (message.kind === 'stop') running.abort(message.run, message.reason);
  });
  const stopWatching = watchDeafness({
    everyMs: watchMs,
    waiting: async () => line.waiting(),
    isBroken: () => line.isBroken(),
    deliveries: () => deliveries,
    canTakeMore: () => worker !== undefined && running.count < worker.options.concurrency,
    replace,
  });

  const close = async (): Promise<void> => {
    closed = true;
    stopWatching();
    retire(line);
    await running.allDone();
    await Promise.all(retired);
    unsubscribe();
  };

  return {
    send: async (jobs) => line.add(jobs),
    work(handler, workOptions) {
      if (worker !== undefined) throw new MaiosError('INTERNAL', 'expected one handler for the queue, found a second');
      worker = { handler, options: workOptions };
      line.deliver(workOptions.concurrency, deliver);
    },
    async stop(runId, reason) {
      bus.publish({ v: 1, kind: 'stop', run: runId, reason });
      await line.drop(runId);
    },
    waiting: async () => line.waiting(),
    async drain(graceMs) {
      const timer = setTimeout(running.abortAll, graceMs);
      await close();
      clearTimeout(timer);
    },
    async [Symbol.asyncDispose]() {
      running.abortAll();
      if (!closed) await close();
    },
  };
}
