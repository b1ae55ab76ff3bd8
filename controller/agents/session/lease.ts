import { type MaiosError, toMaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { RunJob } from '../../queue/queue.ts';
import type { Scope } from '../../store/scope.ts';
import { heartbeat } from '../../store/operations/runs/heartbeat.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import type { RunDependencies } from './run-dependencies.ts';
import { RunStopped } from './run-stopped.ts';

export interface Lease extends Disposable {
  /** Aborts with a RunStopped: the lease is lost, the run is stopped from outside, or its time is over. */
  readonly signal: AbortSignal;
  /** When its time is over. */
  readonly deadline: Deadline;
  /** Why the last beat failed; undefined when the database answered it. */
  readonly unanswered: MaiosError | undefined;
}

interface Held {
  readonly job: RunJob;
  readonly scope: Scope;
  /** When the run's time is over, in milliseconds since 1970. */
  readonly dueAt: number;
  readonly outer: AbortSignal;
}

/**
 * Keeps a claimed run's lease alive, a beat every third of its length. A beat that fails (the database does not answer)
 * is reported and tried again; only one that finds another epoch ends the run.
 */
export function holdLease(deps: RunDependencies, { job, scope, dueAt, outer }: Held): Lease {
  const controller = new AbortController();
  const { clock } = deps.store;
  const stop = (kind: RunStopped['kind'], message: string): void => controller.abort(new RunStopped(kind, message));
  const onOuter = (): void => stop('stopped', `stopped: ${reasonOf(outer)}`);
  let callOffBeat = (): void => undefined;
  let unanswered: MaiosError | undefined;

  const beat = async (): Promise<void> => {
    try {
      const now = clock.now();
      const kept = await deps.store.single((tx) => heartbeat(tx, scope, now, { ...job, leaseMs: deps.leaseMs }));
      if (kept) unanswered = undefined;
      else stop('lost', 'the run has gone on elsewhere');
      faultpoint('lease.extended');
    } catch (error) {
      unanswered = toMaiosError(error);
      deps.onFault(error, job);
    }
    if (!controller.signal.aborted) arm();
  };
  const arm = (): void => {
    callOffBeat = clock.callAt(clock.now() + deps.leaseMs / 3, () => void beat());
  };

  arm();
  const deadline = createDeadline(clock, dueAt, () => stop('timeout', 'the time for the run is over'));
  if (outer.aborted) onOuter();
  else outer.addEventListener('abort', onOuter, { once: true });
  return {
    signal: controller.signal,
    deadline,
    get unanswered() {
      return unanswered;
    },
    [Symbol.dispose]: () => {
      callOffBeat();
      deadline[Symbol.dispose]();
      outer.removeEventListener('abort', onOuter);
      // Ends a beat that is under way from arming the next one.
      stop('stopped', 'the run has ended');
    },
  };
}

function reasonOf(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
}
