import { type Outgoing, putJobs } from '../../queue/job-message.ts';
import { priorityOf } from '../../queue/priority-of.ts';
import type { RunJob } from '../../queue/queue.ts';
import { giveBackRun } from '../../store/operations/runs/give-back-run.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store } from '../../store/store.ts';

export interface Holder {
  readonly store: Store;
  readonly scope: Scope;
  /** The name under which the run is claimed. */
  readonly owner: string;
}

/**
 * Queues a run again that its worker does not bring to its end now. Returns what is to be sent, which the relay does where
 * nobody else does; undefined where it is not this worker's any more: it was fenced or paused, and has another epoch.
 */
export async function giveBack({ store, scope, owner }: Holder, job: RunJob): Promise<readonly Outgoing[] | undefined> {
  return store.transaction(async (tx) => {
    const given = await giveBackRun(tx, scope, { ...job, owner });
    if (given === undefined) return undefined;
    const { runId, epoch, purpose } = given;
    return putJobs(tx, scope, store.clock.now(), [{ runId, epoch, priority: priorityOf(purpose) }]);
  });
}
