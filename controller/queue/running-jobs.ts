import type { RunJob, WorkOptions } from './queue.ts';
import { jobId } from './run-message.ts';

export type Handler = (job: RunJob, signal: AbortSignal) => Promise<void>;

interface Running {
  readonly job: RunJob;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** The jobs whose handlers run in this process, each once. */
export interface RunningJobs {
  readonly count: number;
  has(id: string): boolean;
  /** Starts the handler; a job that runs already is joined. Resolves when it has ended, whichever way. */
  run(job: RunJob, handler: Handler, onError: WorkOptions['onError']): Promise<void>;
  abort(runId: string, reason: string): void;
  abortAll(): void;
  allDone(): Promise<void>;
}

export function createRunningJobs(): RunningJobs {
  const running = new Map<string, Running>();
  return {
    get count() {
      return running.size;
    },
    has: (id) => running.has(id),
    run(job, handler, onError) {
      const id = jobId(job);
      const known = running.get(id);
      if (known !== undefined) return known.done;
      const controller = new AbortController();
      const done = carryOut(job, handler, controller.signal, onError).finally(() => running.delete(id));
      running.set(id, { job, controller, done });
      return done;
    },
    abort(runId, reason) {
      for (const { job, controller } of running.values()) if (job.runId === runId) controller.abort(new Error(reason));
    },
    abortAll() {
      for (const { controller } of running.values()) controller.abort(new Error('the queue is closing'));
    },
    async allDone() {
      while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}

// A job's start is put off by one turn of the event loop's microtasks, so that `send` never runs a handler's first lines.
async function carryOut(
  job: RunJob,
  handler: Handler,
  signal: AbortSignal,
  onError: WorkOptions['onError'],
): Promise<void> {
  try {
    await Promise.resolve();
    await handler(job, signal);
  } catch (error) {
    onError(error, job);
  }
}
