import { type Bus } from '../events/bus.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { keepLine } from './keep-line.ts';
import { type RunQueue, type WorkOptions } from './queue.ts';
import { jobId, readRunMessage } from './run-message.ts';
import { createRunningJobs, type Handler, type RunningJobs } from './running-jobs.ts';
import { createSlots } from './slots.ts';
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
  const lines = keepLine({ url, prefix, stallMs }, onFault);
  let hands: Hands | undefined;
  const stopWatching = watchDeafness({
    everyMs: watchMs,
    waiting: async () => lines.current().waiting(),
    isBroken: () => lines.current().isBroken(),
    deliveries: () => hands?.deliveries() ?? 0,
    canTakeMore: () => hands?.canTakeMore() ?? false,
    replace: lines.replace,
  });
  const leaveBus = bus.subscribe((message) => {
    if (message.kind === 'stop') running.abort(message.run, message.reason);
  });
  const close = async (): Promise<void> => {
    stopWatching();
    await lines.close();
    leaveBus();
  };
  return {
    send: async (jobs) => lines.current().add(jobs),
    work(handler, workOptions) {
      if (hands !== undefined) throw new MaiosError('INTERNAL', 'expected one handler for the queue, found a second');
      const working = createHands(running, handler, workOptions, onFault);
      hands = working;
      lines.use((line) => line.deliver(workOptions.concurrency, working.deliver));
    },
    async stop(runId, reason) {
      bus.publish({ v: 1, kind: 'stop', run: runId, reason });
      // A hint: while Redis is away it is lost, and the worker's claim or its next sign of life finds out.
      await lines
        .current()
        .drop(runId)
        .catch(() => undefined);
    },
    waiting: async () => lines.current().waiting(),
    async drain(graceMs) {
      const timer = setTimeout(running.abortAll, graceMs);
      await close();
      clearTimeout(timer);
    },
    async [Symbol.asyncDispose]() {
      running.abortAll();
      await close();
    },
  };
}

/** What works on the jobs that arrive, whichever line they came by. */
interface Hands {
  deliver(data: unknown): Promise<void>;
  deliveries(): number;
  canTakeMore(): boolean;
}

function createHands(
  running: RunningJobs,
  handler: Handler,
  { concurrency, maxDeliveries, onDead, onError }: WorkOptions,
  onFault: (error: unknown) => void,
): Hands {
  // A line that was replaced may still hold jobs while the next one takes more.
  const inSlot = createSlots(concurrency);
  let deliveries = 0;
  return {
    async deliver(data) {
      deliveries += 1;
      const message = readRunMessage(data);
      if (message === undefined) {
        onFault(new MaiosError('INTERNAL', 'expected a run to work on in the queue, found something else'));
        return;
      }
      const { runId, epoch, stalls } = message;
      const job = { runId, epoch };
      const isDead = stalls >= maxDeliveries;
      const carryOut: Handler = isDead ? async () => onDead(job, stalls + 1) : handler;
      const start = async (): Promise<void> => running.run(job, carryOut, onError);
      await (running.has(jobId(job)) ? start() : inSlot(start));
    },
    deliveries: () => deliveries,
    canTakeMore: () => running.count < concurrency,
  };
}
