import { type MaiosError } from '../errors/maios-error.ts';
import { type RunJob, type RunQueue } from '../queue/queue.ts';
import { openProjects } from '../store/operations/projects/open-projects.ts';
import { projectOfRun } from '../store/operations/runs/project-of-run.ts';
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
}

const reconcileWorkers = 4;
const retryMs = 5000;

export function createOrchestrator(deps: OrchestratorDependencies): Orchestrator {
  const { store, scope, queue, keeper } = deps;
  const keys = new WorkQueue(store.clock);
  const waiting = new Set<string>();
  const wakeAll = (ids: Iterable<string>): void => {
    for (const id of ids) keys.add(id);
  };
  let stopped = Promise.resolve();
  return {
    wake: (projectId) => keys.add(projectId),
    async start() {
      const open = await store.transaction(async (tx) => {
        await requeueRuns(tx, scope);
        return openProjects(tx, scope);
      });
      queue.work(
        workOn(deps, {
          ended: (projectId) => wakeAll([projectId, ...waiting]),
          failed: (projectId) => keys.addAt(projectId, store.clock.now() + retryMs),
        }),
        {
          concurrency: deps.concurrency,
          onError: (error, job) => deps.onError(`run ${job.runId}`, error),
          maxDeliveries: 5,
          onDead: () => Promise.resolve(),
        },
      );
      ({ stopped } = startReconcileLoop({
        queue: keys,
        workers: reconcileWorkers,
        reconcile: async (key) => reconcile({ store, scope, keeper, queue, waiting, wake: wakeAll }, key),
        onError: async (key, error: MaiosError) => {
          deps.onError(`project ${key}`, error);
          await stallProject(store, scope, key, error);
        },
      }));
      wakeAll(open);
    },
    async [Symbol.asyncDispose]() {
      keys.close();
      await stopped;
      await queue[Symbol.asyncDispose]();
    },
  };
}

interface Worked {
  readonly ended: (projectId: string) => void;
  readonly failed: (projectId: string) => void;
}

// When a run has come to something its project is looked at, and so are those that wait for a slot; when nothing of it
// could be written, the project is looked at a little later, and the run taken up again.
function workOn(
  { executeRun, store, scope }: OrchestratorDependencies,
  { ended, failed }: Worked,
): (job: RunJob, signal: AbortSignal) => Promise<void> {
  return async (job, signal) => {
    const project = await store.transaction(async (tx) => projectOfRun(tx, scope, job.runId));
    if (project === undefined) return;
    try {
      await executeRun(job, signal);
      ended(project);
    } catch (error) {
      failed(project);
      throw error;
    }
  };
}
