import { MaiosError } from '../../errors/maios-error.ts';
import { createDispatch } from '../../queue/dispatch.ts';
import type { OrchestratorDependencies } from '../orchestrator-dependencies.ts';
import { startReconcileLoop, type Outcome } from '../loop/reconcile-loop.ts';
import { reconcile, type ReconcileDependencies } from '../reconcile.ts';
import { startRounds } from './rounds.ts';
import { stallProject } from '../commit/stall-project.ts';
import { createSweep } from './sweep.ts';
import { createWaitingLine } from '../loop/waiting-line.ts';
import { WorkQueue } from '../loop/work-queue.ts';

/** The time that this process leads, from a takeover to its end. Disposing takes up nothing more at once, and awaits what is under way. */
export interface Term extends AsyncDisposable {
  /** Resolves when everything that is open was seen for the first time, or could not be. */
  readonly started: Promise<void>;
  wake(projectId: string): void;
  /** A slot of this agent came free. */
  freed(agent: string): void;
  /** Something may have been missed. */
  sweepSoon(): void;
}

const reconcileWorkers = 4;

/**
 * Looks at everything open, and at whatever happens to it from then on. What it keeps in memory is lost with the term, and
 * what is still under way at its end is refused by its epoch, so that the next term need not wait for it.
 */
export function startTerm(deps: OrchestratorDependencies, epoch: number): Term {
  const { store, leadership, onError } = deps;
  const keys = new WorkQueue(store.clock);
  const wake = (ids: Iterable<string>): void => {
    for (const id of ids) keys.add(id);
  };
  // A slot is kept for each of them: nobody else has it until they were looked at.
  const wakeKeptFor = (ids: Iterable<string>): void => {
    for (const id of ids) keys.addUrgent(id);
  };
  const line = createWaitingLine();
  const sweep = createSweep({ ...deps, line, wake, wakeKeptFor });
  const guard: ReconcileDependencies['guard'] = async (tx) => leadership.guard(tx, epoch);
  const dispatch = createDispatch(deps);
  const reconciling: ReconcileDependencies = { ...deps, guard, dispatch, line, wake: wakeKeptFor, rested: sweep.note };
  const loop = startReconcileLoop({
    queue: keys,
    workers: reconcileWorkers,
    reconcile: async (key) => endQuietly(reconcile(reconciling, key)),
    onError: async (key, error) => {
      // It is not looked at again for a while, so nothing is kept for it.
      wakeKeptFor(line.leave(key));
      // The sweep says so, once for all projects, and nothing could be written about it.
      if (error.code === 'STORE_UNAVAILABLE') return;
      onError(`project ${key}`, error);
      await endQuietly(stallProject(reconciling, key, error));
    },
  });
  const rounds = startRounds(reconciling, sweep, (error) => {
    if (!isNotLeading(error)) onError('the orchestrator', error);
  });
  return {
    started: rounds.started,
    wake: (projectId) => keys.add(projectId),
    freed: (agent) => wakeKeptFor(line.freed(agent)),
    sweepSoon: () => rounds.sweepSoon(),
    async [Symbol.asyncDispose]() {
      keys.close();
      await rounds[Symbol.asyncDispose]();
      await loop.stopped;
    },
  };
}

const settled: Outcome = { kind: 'settled', dueAt: undefined };

// Whoever leads now goes on with it.
async function endQuietly(work: Promise<Outcome | void>): Promise<Outcome> {
  try {
    return (await work) ?? settled;
  } catch (error) {
    if (isNotLeading(error)) return settled;
    throw error;
  }
}

function isNotLeading(error: unknown): boolean {
  return error instanceof MaiosError && error.code === 'NOT_LEADING';
}
