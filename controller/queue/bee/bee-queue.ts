import type { Bus } from '../../events/bus.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import type { Delivery } from './line.ts';
import { keepLine } from './keep-line.ts';
import type { RunQueue, WorkOptions } from '../queue.ts';
import { jobId, readRunMessage } from '../run-message.ts';
import { createRunningJobs, type Handler, type RunningJobs } from '../running-jobs.ts';
import { createSlots, type Release } from '../slots.ts';
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
      lines.use((line) => line.deliver(working.delivery));
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
  readonly delivery: Delivery;
  deliveries(): number;
  canTakeMore(): boolean;
}

function createHands(
  running: RunningJobs,
  handler: Handler,
  { concurrency, maxDeliveries, onDead, onError }: WorkOptions,
  onFault: (error: unknown) => void,
): Hands {
  let deliveries = 0;
  const begin = async (data: unknown, release: Release): Promise<void> => {
    const message = readRunMessage(data);
    if (message === undefined) {
      onFault(new MaiosError('INTERNAL', 'expected a run to work on in the queue, found something else'));
      return;
    }
    const { runId, epoch, stalls } = message;
    const job = { runId, epoch };
    const isDead = stalls >= maxDeliveries;
    const carryOut: Handler = isDead ? async () => onDead(job, stalls + 1) : handler;
    // One that runs here already is joined, in the slot that it has.
    if (running.has(jobId(job))) release();
    await running.run(job, carryOut, onError);
  };
  const deliver: Delivery['deliver'] = async (data, release) => {
    deliveries += 1;
    await begin(data, release).finally(release);
  };
  return {
    // Over all lines: one that was replaced may still hold jobs while the next one takes more.
    delivery: { concurrency, slot: createSlots(concurrency), deliver },
    deliveries: () => deliveries,
    canTakeMore: () => running.count < concurrency,
  };
}
