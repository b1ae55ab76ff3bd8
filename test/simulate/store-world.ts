import type { ExecutionContext } from 'ava';
import type { Clock } from '../../controller/clock/clock.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { giveInput } from '../../controller/orchestrator/control/give-input.ts';
import { requestCancel } from '../../controller/orchestrator/control/request-cancel.ts';
import { reconcile, type ReconcileDependencies } from '../../controller/orchestrator/reconcile.ts';
import { createWaitingLine } from '../../controller/orchestrator/loop/waiting-line.ts';
import type { RunQueue } from '../../controller/queue/queue.ts';
import type { Setting } from '../../controller/simulate/scenario/setting.ts';
import type { MakeWorld, World, WorldHooks } from '../../controller/simulate/world/world.ts';
import { DecisionEntity, type DecisionRow } from '../../controller/store/entities/decision.ts';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { openEscalations } from '../../controller/store/operations/escalations/open-escalations.ts';
import { createProject } from '../../controller/store/operations/projects/create-project.ts';
import { claimRun } from '../../controller/store/operations/runs/claim-run.ts';
import { finishRun } from '../../controller/store/operations/runs/finish-run.ts';
import { ensureLocalOrganization } from '../../controller/store/operations/setup/ensure-local-organization.ts';
import type { Store } from '../../controller/store/store.ts';
import { openTestStore } from '../support/store.ts';

export interface StoreWorld {
  readonly makeWorld: MakeWorld;
  /** What was recorded of a project, by its name, in its order. */
  decisions(project: string): Promise<readonly DecisionRow[]>;
}

// Longer than any simulation: nobody loses a lease here.
const leaseMs = 100 * 365 * 86_400_000;

/** The real store, reconciler and operations behind the port of a simulated world, on the time of whoever drives it. */
export async function openStoreWorld(t: ExecutionContext, setting: Setting): Promise<StoreWorld> {
  let now = (): number => 0;
  const clock: Clock = { now: () => now(), callAt: () => () => undefined };
  const store = await openTestStore(t, clock);
  return {
    makeWorld(hooks) {
      now = hooks.now;
      return createStoreWorld(store, setting, hooks);
    },
    decisions: async (project) =>
      store.transaction(async (tx) => {
        const { id } = await tx.findOneByOrFail(ProjectEntity, { name: project });
        return tx.find(DecisionEntity, { where: { projectId: id }, order: { seq: 'ASC' } });
      }),
  };
}

function createStoreWorld(store: Store, setting: Setting, hooks: WorldHooks): World {
  const line = createWaitingLine();
  const queue = queueOf(hooks);
  store.onCommit(({ freed }) => freed.forEach((agent) => hooks.wake(line.freed(agent))));
  const scope = store.transaction(async (tx) => ensureLocalOrganization(tx, hooks.now()));
  const keeper = createCatalogKeeper(setting.catalog);
  const deps = async (): Promise<ReconcileDependencies> => ({
    store,
    scope: await scope,
    keeper,
    queue,
    dispatch: queue.send,
    guard: async () => undefined,
    line,
    wake: hooks.wake,
  });
  const inStore: Store['transaction'] = async (work) => store.transaction(work);
  return {
    async create({ name, spec }) {
      const origin = {
        specDigest: 'd',
        source: 'api',
        revision: 'simulated',
        taskTimeoutMs: 1_800_000,
        rehearsal: true,
      };
      return inStore(async (tx) => createProject(tx, await scope, hooks.now(), { name, spec, ...origin }));
    },
    reconcile: async (id) => reconcile(await deps(), id),
    claim: async (job) =>
      inStore(async (tx) => claimRun(tx, await scope, hooks.now(), { ...job, owner: 'simulation', leaseMs })),
    finish: async (job, result) => inStore(async (tx) => finishRun(tx, await scope, hooks.now(), { ...job, result })),
    questions: async (id) => inStore(async (tx) => openEscalations(tx, await scope, id)),
    answer: async (id, text) =>
      inStore(async (tx) => {
        const project = await tx.findOneByOrFail(ProjectEntity, { id });
        const open = await openEscalations(tx, await scope, id);
        if (open.length > 0) await giveInput(tx, await scope, hooks.now(), project, text);
      }),
    cancel: async (id) =>
      inStore(async (tx) => {
        const project = await tx.findOneByOrFail(ProjectEntity, { id });
        if (project.endedAt === null) await requestCancel(tx, await scope, hooks.now(), project);
      }),
  };
}

// The driver of the simulation works on what is sent; nothing here starts a worker.
function queueOf(hooks: WorldHooks): RunQueue {
  return {
    send: async (jobs) => jobs.forEach((job) => hooks.send(job)),
    work: () => undefined,
    stop: async (runId) => hooks.stop(runId),
    waiting: async () => 0,
    drain: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
