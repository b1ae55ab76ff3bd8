import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Store } from '../../store.ts';
import { maxRecoveries } from './take-back-runs.ts';

interface QueuedRun {
  readonly runId: string;
  readonly epoch: number;
}

/** Whether a run that waits at this epoch is ended as a dead letter if it loses one more worker. */
export async function hasLastChance(store: Store, { organizationId }: Scope, job: QueuedRun): Promise<boolean> {
  // Each loss raised the epoch, so that for nearly every run nothing has to be read.
  if (job.epoch < maxRecoveries) return false;
  const values = [job.runId, organizationId, job.epoch];
  const { rows } = await store.transaction(async (tx) => sql<{ recoveries: number }>(tx, statement, values));
  return (rows[0]?.recoveries ?? 0) >= maxRecoveries - 1;
}

const statement = `SELECT recoveries FROM runs WHERE id = $1 AND organization_id = $2 AND epoch = $3 AND state = 'queued'`;
