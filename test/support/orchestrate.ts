import type { ExecutionContext } from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import type { Declared } from '../../controller/catalog/catalog.ts';
import type { ProjectSpec } from '../../controller/catalog/kinds/project.ts';
import { systemClock, type Clock } from '../../controller/clock/clock.ts';
import { createCatalogKeeper, type CatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { createOrchestrator, type Orchestrator } from '../../controller/orchestrator/orchestrator.ts';
import { startWorker } from '../../controller/agents/worker/worker.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import type { ReconcileDependencies } from '../../controller/orchestrator/reconcile.ts';
import { createWaitingLine } from '../../controller/orchestrator/loop/waiting-line.ts';
import { createDispatch } from '../../controller/queue/dispatch.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import type { RunJob, RunQueue } from '../../controller/queue/queue.ts';
import { ProjectEntity, type ProjectRow } from '../../controller/store/entities/project.ts';
import { TaskEntity, type TaskRow } from '../../controller/store/entities/task.ts';
import type { Leadership } from '../../controller/store/leadership.ts';
import { createProject } from '../../controller/store/operations/projects/create-project.ts';
import { claimRun, type RunWork } from '../../controller/store/operations/runs/claim-run.ts';
import { finishRun } from '../../controller/store/operations/runs/finish-run.ts';
import { ensureLocalOrganization } from '../../controller/store/operations/setup/ensure-local-organization.ts';
import type { RunResult } from '../../controller/store/run-contract.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { openTestStore } from './store.ts';

/** What the stand-in for an agent makes of a claimed run; undefined: it never ends by itself. */
export type Respond = (work: RunWork, signal: AbortSignal) => Promise<RunResult | undefined> | RunResult | undefined;

export interface Organization {
  readonly store: Store;
  readonly scope: Scope;
  readonly queue: RunQueue;
  readonly keeper: CatalogKeeper;
  readonly orchestrator: Orchestrator;
  readonly leadership: Leadership;
  start(spec: ProjectSpec): Promise<string>;
  project(id: string): Promise<ProjectRow>;
  tasks(id: string): Promise<ReadonlyMap<string, TaskRow>>;
}

/** A real store, the real rules and the real orchestrator; only what agents do in their runs is said by the test. */
export async function organize(
  t: ExecutionContext,
  agents: readonly Declared[],
  respond: Respond,
  clock: Clock = systemClock,
): Promise<Organization> {
  const store = await openTestStore(t, clock);
  const scope = await store.transaction(async (tx) => ensureLocalOrganization(tx, clock.now()));
  const own = { source: 'api', revision: 'r1', declared: agents, problems: [] };
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins(), own]).catalog);
  const queue = createInProcessQueue();
  const executeRun = async (job: RunJob, signal: AbortSignal): Promise<void> =>
    execute(store, scope, job, signal, respond);
  const onError = (about: string, error: unknown): void => t.log(about, error);
  const leadership = await store.lead('test');
  const bus = createInProcessBus();
  const orchestrator = createOrchestrator({ store, scope, keeper, queue, bus, leadership, onError });
  t.teardown(async () => leadership[Symbol.asyncDispose]());
  t.teardown(async () => queue[Symbol.asyncDispose]());
  t.teardown(async () => orchestrator[Symbol.asyncDispose]());
  await orchestrator.start();
  startWorker({ store, scope, queue, owner: 'test', executeRun, concurrency: 4, graceMs: 0, onError });
  return {
    store,
    scope,
    queue,
    keeper,
    orchestrator,
    leadership,
    async start(spec) {
      const project = {
        name: 'demo',
        spec,
        specDigest: 'd',
        source: 'api',
        revision: 'r1',
        taskTimeoutMs: 1_800_000,
        rehearsal: true,
      };
      const id = await store.transaction(async (tx) => createProject(tx, scope, clock.now(), project));
      orchestrator.wake(id);
      return id;
    },
    project: async (id) => store.transaction(async (tx) => tx.findOneByOrFail(ProjectEntity, { id })),
    async tasks(id) {
      const rows = await store.transaction(async (tx) => tx.findBy(TaskEntity, { projectId: id }));
      return new Map(rows.map((row) => [row.name, row]));
    },
  };
}

/** What `reconcile` needs where a test calls it by itself; nobody else is woken. */
export function reconcileDependencies(
  given: Pick<ReconcileDependencies, 'store' | 'scope' | 'keeper' | 'queue'>,
): ReconcileDependencies {
  return {
    ...given,
    guard: async () => undefined,
    dispatch: createDispatch({ ...given, onError: () => undefined }),
    line: createWaitingLine(),
    wake: () => undefined,
  };
}

async function execute(
  store: Store,
  scope: Scope,
  { runId, epoch }: RunJob,
  signal: AbortSignal,
  respond: Respond,
): Promise<void> {
  const claim = { runId, epoch, owner: 'test', leaseMs: 30_000 };
  const work = await store.transaction(async (tx) => claimRun(tx, scope, store.clock.now(), claim));
  if (work === undefined) return;
  const result = await respond(work, signal);
  if (result === undefined) return untilAborted(signal);
  await store.transaction(async (tx) => finishRun(tx, scope, store.clock.now(), { runId, epoch, result }));
}

/** A run that never ends by itself. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

export const succeeded: RunResult = { outcome: 'succeeded', summary: 'done' };

export function failed(failureClass: NonNullable<RunResult['failure']>['class']): RunResult {
  return {
    outcome: 'failed',
    failure: { class: failureClass, message: `it was ${failureClass}` },
    summary: 'not done',
    snapshotCommit: 'abc',
  };
}
