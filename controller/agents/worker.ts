import { MaiosError } from '../errors/maios-error.ts';
import { createDispatch, type Dispatch } from '../queue/dispatch.ts';
import { putJobs } from '../queue/job-message.ts';
import { priorityOf } from '../queue/priority-of.ts';
import { type RunJob, type RunQueue } from '../queue/queue.ts';
import { buryRun } from '../store/operations/runs/bury-run.ts';
import { giveBackRun } from '../store/operations/runs/give-back-run.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';

export interface WorkerDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly queue: RunQueue;
  /** Carries out one run; returns when it has ended, was fenced or was taken away. */
  readonly executeRun: (job: RunJob, signal: AbortSignal) => Promise<void>;
  /** Whether there is disk for another run; without, runs wait. undefined: there always is. */
  readonly hasRoom?: () => Promise<boolean>;
  /** Runs at the same time. */
  readonly concurrency: number;
  /** How long a run may go on when the worker is told to end; what is left then is given back. */
  readonly graceMs: number;
  readonly onError: (about: string, error: unknown) => void;
}

/** Deliveries of one job at one epoch; each but the first means that a worker died with it before it was claimed. */
const maxDeliveries = 5;

/**
 * Works on the queue's runs. What cannot be brought to its end is given back at once, so that another worker goes on;
 * what could not even be given back is found by its lease. Disposing drains: runs that are short come to their end.
 */
export function startWorker(deps: WorkerDependencies): AsyncDisposable {
  const { queue, executeRun, hasRoom, concurrency, graceMs, onError } = deps;
  const dispatch = createDispatch(deps);
  queue.work(
    async (job, signal) => {
      // It stays queued: the relay sends it again, until there is room.
      if ((await hasRoom?.()) === false) return;
      try {
        await executeRun(job, signal);
      } catch (error) {
        // Nobody has failed: it waits until there is room, and the relay sends it again.
        if (isDiskFull(error)) await giveBack(deps, undefined, job).catch(() => undefined);
        throw error;
      }
      if (signal.aborted) await giveBack(deps, dispatch, job);
    },
    {
      concurrency,
      maxDeliveries,
      onError: (error, job) => onError(`run ${job.runId}`, error),
      onDead: async (job, deliveries) => bury(deps, job, deliveries),
    },
  );
  return { [Symbol.asyncDispose]: async () => queue.drain(graceMs) };
}

// Whatever stopped it from outside: a run that was fenced or paused has another epoch by now, and nothing changes.
async function giveBack(
  { store, scope }: WorkerDependencies,
  dispatch: Dispatch | undefined,
  job: RunJob,
): Promise<void> {
  const outgoing = await store.transaction(async (tx) => {
    const given = await giveBackRun(tx, scope, job);
    if (given === undefined) return [];
    const { runId, epoch, purpose } = given;
    return putJobs(tx, scope, store.clock.now(), [{ runId, epoch, priority: priorityOf(purpose) }]);
  });
  await dispatch?.(outgoing);
}

function isDiskFull(error: unknown): boolean {
  return error instanceof MaiosError && error.code === 'DISK_FULL';
}

async function bury({ store, scope, onError }: WorkerDependencies, job: RunJob, deliveries: number): Promise<void> {
  const message = `expected a worker that claims the run, found ${deliveries} that took it from the queue and did not`;
  try {
    await store.transaction(async (tx) => buryRun(tx, scope, store.clock.now(), { ...job, message }));
  } catch (error) {
    onError(`run ${job.runId}`, error);
  }
}
