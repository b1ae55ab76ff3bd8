import { every } from './every.ts';
import { reapRuns, type ReapDependencies } from './reap-runs.ts';
import type { Sweep } from './sweep.ts';

/** What a leader looks after now and then, whatever it is told. */
export interface Rounds extends AsyncDisposable {
  /** Resolves when everything that is open was seen for the first time, or could not be. */
  readonly started: Promise<void>;
  /** Something may have been missed: sweeps when the sweep under way has ended. */
  sweepSoon(): void;
}

const sweepMs = 2000;
/** A run whose worker is gone waits for its lease, and for this. */
const reapMs = 1000;

/** Takes lost runs back and sweeps, now and again and again. */
export function startRounds(deps: ReapDependencies, sweep: Sweep, onFault: (error: unknown) => void): Rounds {
  const { clock, kind } = deps.store;
  // No worker of an embedded store outlives its owner.
  let lost: 'all' | 'expired' = kind === 'embedded' ? 'all' : 'expired';
  const reap = async (): Promise<void> => {
    // Once, whatever comes of it: what begins from now on is not lost.
    const which = lost;
    lost = 'expired';
    await reapRuns(deps, which);
  };
  const started = reap().then(sweep.look).catch(onFault);
  let sweeping = started;
  const regularly = [every(clock, sweepMs, sweep.look, onFault), every(clock, reapMs, reap, onFault)];
  return {
    started,
    sweepSoon() {
      sweeping = sweeping.then(sweep.look).catch(onFault);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(regularly.map(async (each) => each[Symbol.asyncDispose]()));
      await sweeping;
    },
  };
}
