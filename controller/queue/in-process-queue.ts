import { MaiosError } from '../errors/maios-error.ts';
import { type RunJob, type RunQueue, type WorkOptions } from './queue.ts';

type Handler = (job: RunJob, signal: AbortSignal) => Promise<void>;

interface Running {
  readonly job: RunJob;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/**
 * The queue of a system that is one process. Jobs wait in memory, first in first out, and are lost with the process,
 * which the port allows: the runs themselves are in the database.
 */
export function createInProcessQueue(): RunQueue {
  const waiting = new Map<string, RunJob>();
  const running = new Map<string, Running>();
  let worker: { readonly handler: Handler; readonly options: WorkOptions } | undefined;
  let closed = false;

  const pump = (): void => {
    while (worker !== undefined && !closed && running.size < worker.options.concurrency) {
      const next = waiting.entries().next().value;
      if (next === undefined) return;
      waiting.delete(next[0]);
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

  return {
    async send(job) {
      const id = jobId(job);
      if (closed || waiting.has(id) || running.has(id)) return;
      waiting.set(id, job);
      pump();
    },
    work(handler, options) {
      if (worker !== undefined) throw new MaiosError('INTERNAL', 'expected one handler for the queue, found a second');
      worker = { handler, options };
      pump();
    },
    async stop(runId, reason) {
      for (const [id, job] of waiting) if (job.runId === runId) waiting.delete(id);
      for (const { job, controller } of running.values()) if (job.runId === runId) controller.abort(new Error(reason));
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      waiting.clear();
      for (const { controller } of running.values()) controller.abort(new Error('the queue is closing'));
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
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

function jobId(job: RunJob): string {
  return `${job.runId}.${job.epoch}`;
}
