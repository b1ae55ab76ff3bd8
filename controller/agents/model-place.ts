import { setTimeout as wait } from 'node:timers/promises';
import { type Model } from '../models/model.ts';
import { type RunSession } from './run-session.ts';
import { tellDoing } from './tell-doing.ts';

/** A worker that dies gives its place back after so long. */
const ttlMs = 15_000;
const askAgainMs = 100;

/**
 * Waits until fewer calls of the model are under way than it allows, over all workers; given back when disposed of.
 * Rejects with the reason of the run's signal when that aborts.
 */
export async function takeModelPlace(session: RunSession, model: Model): Promise<Disposable> {
  if (model.parallelCalls === undefined) return { [Symbol.dispose]: () => undefined };
  const { deps, scope, job, signal } = session;
  const { ephemeral } = deps;
  const name = `model:${scope.organizationId}:${model.name}`;
  const place = { name, holder: `${job.runId}.${job.epoch}`, ttlMs };
  for (let isTold = false; !(await ephemeral.acquire(place, model.parallelCalls)); isTold = true) {
    if (!isTold) tellDoing(session, `waits for the model ${model.name}`);
    await wait(askAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  const renewing = setInterval(() => ephemeral.renew(place), ttlMs / 3).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(renewing);
      ephemeral.release(place);
    },
  };
}
