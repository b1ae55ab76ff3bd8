import { setTimeout as wait } from 'node:timers/promises';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { toMaiosError } from '../../errors/maios-error.ts';
import { createDispatch } from '../../queue/dispatch.ts';
import type { RunJob, RunQueue } from '../../queue/queue.ts';
import { buryRun } from '../../store/operations/runs/bury-run.ts';
import { standingOf } from '../../store/operations/runs/standing-of.ts';
import { hasLastChance } from '../../store/operations/runs/has-last-chance.ts';
import { uncountLoss } from '../../store/operations/runs/uncount-loss.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store } from '../../store/store.ts';
import { createCompany } from './company.ts';
import { createHoldBack, type HoldBack } from './hold-back.ts';
import { giveBack } from '../session/give-back.ts';

export interface WorkerDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly queue: RunQueue;
  /** The name under which `executeRun` claims runs. */
  readonly owner: string;
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
/** So long a job waits in hand while another run has to be alone; then it is let go, and others may have it. */
const patienceMs = 5000;
/** How often it is tried to give a run back while the database is away. */
const retryMs = 1000;

/**
 * Works on the queue's runs. What cannot be brought to its end is given back as soon as that can be written, so that
 * another worker goes on; what the worker takes with it when it dies is found by its lease. A run that ends as a dead
 * letter when it loses one more worker is alone in its worker: so none ends as one for what another run does.
 * Disposing drains: runs that are short come to their end.
 */
export function startWorker(deps: WorkerDependencies): AsyncDisposable {
  const { store, scope, queue, concurrency, graceMs, onError } = deps;
  const dispatch = createDispatch(deps);
  const company = createCompany(patienceMs);
  const holdBack = createHoldBack();
  queue.work(
    async (job, signal) => {
      // Here and below, a run that is not begun stays queued: the relay sends it again.
      if (holdBack.isOn() || (await deps.hasRoom?.()) === false) return;
      using place = await company.enter(await hasLastChance(store, scope, job), signal);
      if (place === undefined) return;
      await carryOut(deps, holdBack, job, signal);
      if (signal.aborted) await dispatch((await giveBack(deps, job)) ?? []);
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

async function carryOut(deps: WorkerDependencies, holdBack: HoldBack, job: RunJob, signal: AbortSignal): Promise<void> {
  try {
    await deps.executeRun(job, signal);
    holdBack.through();
  } catch (error) {
    const { code } = toMaiosError(error);
    if (!nobodysFault.has(code)) throw error;
    if (code !== 'DISK_FULL' || holdBack.full()) deps.onError(`run ${job.runId}`, error);
    // Not sent at once: it waits for the relay, and thereby for the database, or for room.
    await giveBackInTime(deps, job, signal);
  }
}

// No worker was lost, and neither the run nor its agent has failed.
const nobodysFault: ReadonlySet<ErrorCode> = new Set(['STORE_UNAVAILABLE', 'DISK_FULL', 'CONFLICT']);

/** Until the database answers, or the worker ends; meanwhile the worker takes nothing else in the place of this run. */
async function giveBackInTime(deps: WorkerDependencies, job: RunJob, signal: AbortSignal): Promise<void> {
  const { store, scope, owner } = deps;
  for (;;) {
    try {
      // The lease may have been over first, and that have been taken for a loss.
      if ((await giveBack(deps, job)) !== undefined) return;
      await store.transaction(async (tx) => uncountLoss(tx, scope, { ...job, owner }));
      return;
    } catch {
      if (signal.aborted) return;
      await wait(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

async function bury({ store, scope, onError }: WorkerDependencies, job: RunJob, deliveries: number): Promise<void> {
  const message = `expected a worker that claims the run, found ${deliveries} that took it from the queue and did not`;
  try {
    await store.transaction(async (tx) => {
      // Somebody did claim it and its lease decides; its job was only taken back, for instance at each outage of Redis.
      if ((await standingOf(tx, scope, job)) !== 'lost') return;
      await buryRun(tx, scope, store.clock.now(), { ...job, message });
    });
  } catch (error) {
    onError(`run ${job.runId}`, error);
  }
}
