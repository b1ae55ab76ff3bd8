import { MaiosError } from '../errors/maios-error.ts';
import { type Priority, priorities, type RunJob, type RunQueue, type WorkOptions } from './queue.ts';

type Handler = (job: RunJob, signal: AbortSignal) => Promise<void>;

interface Running {
  readonly job: RunJob;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/**
 * The queue of a system that is one process. Jobs wait in memory, first in first out within their priority, and are lost
 * with the process, which the port allows: the runs themselves are in the database. A job is delivered once, so none is dead.
 */
export function createInProcessQueue(): RunQueue {
  const waiting = new Map<Priority, Map<string, RunJob>>(priorities.map((priority) => [priority, new Map()]));
  const running = new Map<string, Running>();
  let worker: { readonly handler: Handler; readonly options: WorkOptions } | undefined;
  let closed = false;

  const pump = (): void => {
    while (worker !== undefined && !closed && running.size < worker.options.concurrency) {
      const next = takeNext(waiting);
      if (next === undefined) return;
      start(next[0], next[1], worker.handler, worker.options);
    }
  };

  const start = (id: string, job: RunJob, handler: Handler, options: WorkOptions): void => {
    const controller = new AbortController();
    const done = run(handler, job, controller.signal, options).finally(() => {
      running.delete(id);
      pump();
    });
    running.set(id, { job, controller, done });
  };

  const allDone = async (): Promise<void> => {
    await Promise.all([...running.values()].map(({ done }) => done));
  };

  const abortAll = (): void => {
    for (const { controller } of running.values()) controller.abort(new Error('the queue is closing'));
  };

  const isKnown = (id: string): boolean => running.has(id) || [...waiting.values()].some((line) => line.has(id));

  return {
    async send(jobs) {
      for (const { priority, ...job } of jobs) {
        const id = jobId(job);
        if (!closed && !isKnown(id)) waiting.get(priority)?.set(id, job);
      }
      pump();
    },
    work(handler, options) {
      if (worker !== undefined) throw new MaiosError('INTERNAL', 'expected one handler for the queue, found a second');
      worker = { handler, options };
      pump();
    },
    async stop(runId, reason) {
      for (const line of waiting.values()) {
        for (const [id, job] of line) if (job.runId === runId) line.delete(id);
      }
      for (const { job, controller } of running.values()) if (job.runId === runId) controller.abort(new Error(reason));
    },
    waiting: async () => [...waiting.values()].reduce((sum, line) => sum + line.size, 0),
    async drain(graceMs) {
      closed = true;
      const timer = setTimeout(abortAll, graceMs);
      await allDone();
      clearTimeout(timer);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const line of waiting.values()) line.clear();
      abortAll();
      await allDone();
    },
  };
}

function takeNext(waiting: ReadonlyMap<Priority, Map<string, RunJob>>): [string, RunJob] | undefined {
  for (const line of waiting.values()) {
    const next = line.entries().next().value;
    if (next === undefined) continue;
    line.delete(next[0]);
    return next;
  }
  return undefined;
}

// A job's start is put off by one turn of the event loop's microtasks, so that `send` never runs a handler's first lines.
async function run(handler: Handler, job: RunJob, signal: AbortSignal, options: WorkOptions): Promise<void> {
  try {
    await Promise.resolve();
    await handler(job, signal);
  } catch (error) {
    options.onError(error, job);
  }
}

function jobId({ runId, epoch }: RunJob): string {
  return `${runId}.${epoch}`;
}
