import { MaiosError } from '../errors/maios-error.ts';
import { faultpoint } from '../faults/faultpoint.ts';
import { letGo } from '../store/operations/outbox/let-go.ts';
import type { Scope } from '../store/scope.ts';
import type { Store } from '../store/store.ts';
import type { Outgoing } from './job-message.ts';
import type { RunQueue } from './queue.ts';

export interface DispatchDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly queue: RunQueue;
  readonly onError: (about: string, error: unknown) => void;
}

/** Sends jobs that were committed, and lets their messages go. Never fails: what is not sent now, a relay sends later. */
export type Dispatch = (jobs: readonly Outgoing[]) => Promise<void>;

/**
 * The committer publishes its own jobs. Their messages are let go beside the work, as many at once as came together while
 * the last ones went: one more transaction a commit would cost more than the commit.
 */
export function createDispatch({ store, scope, queue, onError }: DispatchDependencies): Dispatch {
  let sent: string[] = [];
  let letting = false;
  const letAllGo = async (): Promise<void> => {
    if (letting) return;
    letting = true;
    try {
      while (sent.length > 0) {
        const messages = sent;
        sent = [];
        await letGo(store, scope, messages);
        faultpoint('commit.published');
      }
    } catch {
      // The database is away: the relay sends them once more, which does nothing, and lets them go.
    } finally {
      letting = false;
    }
  };
  return async (jobs) => {
    if (jobs.length === 0) return;
    try {
      await queue.send(jobs.map(({ runId, epoch, priority }) => ({ runId, epoch, priority })));
    } catch (error) {
      // A queue that is away says so itself.
      if (!(error instanceof MaiosError) || error.code !== 'QUEUE_UNAVAILABLE') onError('the queue', error);
      return;
    }
    faultpoint('commit.sent');
    for (const { message } of jobs) sent.push(message);
    void letAllGo();
  };
}
