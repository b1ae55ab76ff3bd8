import { putJobs, type Outgoing } from '../../queue/job-message.ts';
import { priorityOf } from '../../queue/priority-of.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { hasExpiredRuns } from '../../store/operations/runs/has-expired-runs.ts';
import { takeBackRuns } from '../../store/operations/runs/take-back-runs.ts';
import type { ReconcileDependencies } from '../reconcile.ts';

export type ReapDependencies = Pick<ReconcileDependencies, 'store' | 'scope' | 'guard' | 'queue' | 'dispatch'>;

/** Runs in one transaction. */
const batch = 100;

/**
 * Takes the runs back whose workers give no sign of life any more, and has others go on with them. Nothing is written where
 * there are none. `all` is for whoever knows that no worker is left but those which it has not started yet.
 */
export async function reapRuns(deps: ReapDependencies, which: 'expired' | 'all' = 'expired'): Promise<void> {
  const { queue, dispatch } = deps;
  for (;;) {
    const { outgoing, lost } = await reap(deps, which);
    if (lost.length === 0) return;
    faultpoint('requeue.committed');
    // A worker that was frozen and is not any more would find out with its next write.
    await Promise.allSettled(lost.map(async (runId) => queue.stop(runId, 'its lease is over')));
    await dispatch(outgoing);
    if (lost.length < batch) return;
  }
}

interface Reaped {
  readonly outgoing: readonly Outgoing[];
  readonly lost: readonly string[];
}

const nothing: Reaped = { outgoing: [], lost: [] };

async function reap({ store, scope, guard }: ReapDependencies, which: 'expired' | 'all'): Promise<Reaped> {
  const now = store.clock.now();
  // It is asked every second: a transaction is begun where there is something to do in it.
  if (which === 'expired' && !(await store.single(async (tx) => hasExpiredRuns(tx, scope, now)))) return nothing;
  return store.transaction(async (tx) => {
    await guard(tx);
    const { again, dead } = await takeBackRuns(tx, scope, now, {
      expiredAt: which === 'all' ? undefined : now,
      limit: batch,
    });
    const jobs = again.map(({ runId, epoch, purpose }) => ({ runId, epoch, priority: priorityOf(purpose) }));
    const outgoing = await putJobs(tx, scope, now, jobs);
    return { outgoing, lost: [...again.map(({ runId }) => runId), ...dead] };
  });
}
