import { setTimeout as wait } from 'node:timers/promises';
import type { Place } from '../../memory/ephemeral.ts';
import type { Model } from '../../models/model.ts';
import { forgiveWait } from '../../store/operations/runs/forgive-wait.ts';
import { giveBack } from '../session/give-back.ts';
import type { RunSession } from '../session/run-session.ts';
import { RunStopped } from '../session/run-stopped.ts';
import { tellDoing } from '../session/tell-doing.ts';

/** A worker that dies gives its place back after so long. */
const ttlMs = 15_000;
const askAgainMs = 100;
/** So much of waiting counts as the run's own time until it is forgiven. */
const forgiveEveryMs = 1000;

/** How long a run waits for a place with its worker's hand in use, in milliseconds. */
export interface Patience {
  /** A run that has done nothing yet, which goes on elsewhere at no cost. */
  readonly beforeFirstStepMs: number;
  /** One under way: its folder would be copied, and what it has started be ended. */
  readonly underWayMs: number;
}

const usualPatience: Patience = { beforeFirstStepMs: 5000, underWayMs: 300_000 };

/**
 * Waits until fewer calls of the model are under way than it allows, over all workers; given back when disposed of. The
 * time of the run stands still meanwhile. A run that waits for long is queued again, so that another has the worker's hand.
 * Rejects with RunStopped then, and with the reason of the run's signal when that aborts.
 */
export async function takeModelPlace(
  session: RunSession,
  model: Model,
  patience: Patience = usualPatience,
): Promise<Disposable> {
  if (model.parallelCalls === undefined) return { [Symbol.dispose]: () => undefined };
  const { deps, scope, job } = session;
  const limit = model.parallelCalls;
  const name = `model:${scope.organizationId}:${model.name}`;
  const place = { name, holder: `${job.runId}.${job.epoch}`, ttlMs };
  const acquire = async (): Promise<boolean> => deps.ephemeral.acquire(place, limit);
  if (await acquire()) return held(session, place);
  const leftMs = await untilFree(session, model.name, patience, acquire);
  // The run may have gone on elsewhere, or the database be away: then the place is for others at once.
  using taken = new DisposableStack();
  taken.use(held(session, place));
  await forgiveTime(session, leftMs);
  return taken.move();
}

function held({ deps: { ephemeral } }: RunSession, place: Place): Disposable {
  const renewing = setInterval(() => ephemeral.renew(place), ttlMs / 3).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(renewing);
      ephemeral.release(place);
    },
  };
}

/** Returns what of the waiting is not forgiven yet, in milliseconds. */
async function untilFree(
  session: RunSession,
  model: string,
  { beforeFirstStepMs, underWayMs }: Patience,
  acquire: () => Promise<boolean>,
): Promise<number> {
  const { signal, deps } = session;
  const { clock } = deps.store;
  tellDoing(session, `waits for the model ${model}`, { waitsForModel: model });
  const patienceMs = session.steps.length === 0 ? beforeFirstStepMs : underWayMs;
  const began = clock.now();
  let forgivenMs = 0;
  do {
    const waitedMs = clock.now() - began;
    if (waitedMs >= patienceMs) await letOthersGoOn(session, model);
    if (waitedMs - forgivenMs >= forgiveEveryMs) {
      await forgiveTime(session, waitedMs - forgivenMs);
      forgivenMs = waitedMs;
    }
    await wait(askAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  } while (!(await acquire()));
  return clock.now() - began - forgivenMs;
}

async function forgiveTime({ deps, scope, job, deadline }: RunSession, waitedMs: number): Promise<void> {
  deadline.postpone(waitedMs);
  const forgiven = await deps.store.single((tx) => forgiveWait(tx, scope, { ...job, waitedMs }));
  if (!forgiven) throw new RunStopped('lost', 'the run has gone on elsewhere');
}

// Its job is left to the relay: until that sends it, whatever else waits has the hand.
async function letOthersGoOn({ deps, scope, job }: RunSession, model: string): Promise<never> {
  await giveBack({ store: deps.store, scope, owner: deps.owner }, job);
  throw new RunStopped('queued', `it waits for the model ${model}`);
}
