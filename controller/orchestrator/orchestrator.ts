import { type MaiosError } from '../errors/maios-error.ts';
import { type RunJob, type RunQueue } from '../queue/queue.ts';
import { openProjects } from '../store/operations/projects/open-projects.ts';
import { projectOfRun } from '../store/operations/runs/project-of-run.ts';
import { queuedRuns } from '../store/operations/runs/queued-runs.ts';
import { requeueRuns } from '../store/operations/runs/requeue-runs.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';
import { type CatalogKeeper } from './catalog-keeper.ts';
import { startReconcileLoop } from './reconcile-loop.ts';
import { reconcile } from './reconcile.ts';
import { stallProject } from './stall-project.ts';
import { WorkQueue } from './work-queue.ts';

export interface OrchestratorDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly keeper: CatalogKeeper;
  readonly queue: RunQueue;
  /** Carries out one run; returns when it has ended, was fenced or was taken away. */
  readonly executeRun: (job: RunJob, signal: AbortSignal) => Promise<void>;
  readonly concurrency: number;
  readonly onError: (about: string, error: unknown) => void;
}

export interface Orchestrator extends AsyncDisposable {
  /** Looks at the project soon. */
  wake(projectId: string): void;
  /** Takes back what a dead owner left running, and goes on with everything that is open. */
  start(): Promise<void>;
  /** Sends every queued run of the projects that may run; sending one twice does nothing. */
  dispatchQueued(): Promise<void>;
}

const reconcileWorkers = 4;

export function createOrchestrator(deps: OrchestratorDependencies): Orchestrator {
  const { store, scope, queue, keeper } = deps;
  const keys = new WorkQueue(store.clock);
  const waiting = new Set<string>();
  const wakeAll = (ids: Iterable<string>): void => {
    for (const id of ids) keys.add(id);
  };
  const dispatchQueued = async (): Promise<void> => {
    const jobs = await store.transaction(async (tx) => queuedRuns(tx, scope));
    for (const job of jobs) await queue.send(job);
  };
  let stopped = Promise.resolve();
  return {
    wake: (projectId) => keys.add(projectId),
    dispatchQueued,
    async start() {
      const open = await store.transaction(async (tx) => {
        await requeueRuns(tx, scope);
        return openProjects(tx, scope);
      });
      queue.work(
        workOn(deps, (projectId) => wakeAll([projectId, ...waiting])),
        {
          concurrency: deps.concurrency,
          onError: (error, job) => deps.onError(`run ${job.runId}`, error),
        },
      );
      ({ stopped } = startReconcileLoop({
        queue: keys,
        workers: reconcileWorkers,
        reconcile: async (key) => reconcile({ store, scope, keeper, queue, waiting }, key),
        onError: async (key, error: MaiosError) => {
          deps.onError(`project ${key}`, error);
          await stallProject(store, scope, key, error);
        },
      }));
      wakeAll(open);
      await dispatchQueued();
    },
    async [Symbol.asyncDispose]() {
      keys.close();
      await stopped;
      await queue[Symbol.asyncDispose]();
    },
  };
}

// Whatever a run came to, its project is looked at afterwards, and so are those that wait for a slot.
function workOn(
  { executeRun, store, scope }: OrchestratorDependencies,
  wake: (projectId: string) => void,
): (job: RunJob, signal: AbortSignal) => Promise<void> {
  return async (job, signal) => {
    try {
      await executeRun(job, signal);
    } finally {
      const project = await store.transaction(async (tx) => projectOfRun(tx, scope, job.runId));
      if (project !== undefined) wake(project);
    }
  };
}
