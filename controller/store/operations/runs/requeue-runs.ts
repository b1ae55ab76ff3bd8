import { faultpoint } from '../../../faults/faultpoint.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { writeOff } from '../budgets/write-off.ts';

/** Which runs: of one project, or of all projects; only those whose lease is over at a time, where one is given. */
export interface RequeueOptions {
  readonly projectId?: string;
  readonly expiredAt?: number;
}

/**
 * Takes running runs from whoever works on them and queues them again at the next epoch, where they go on from their
 * recorded steps. What they had reserved counts as spent. For the start after a crash, for a pause, and for a lost lease.
 */
export async function requeueRuns(
  tx: Tx,
  scope: Scope,
  { projectId, expiredAt }: RequeueOptions = {},
): Promise<readonly string[]> {
  const rows: { readonly id: string }[] = await tx.query(
    `SELECT id FROM runs WHERE organization_id = $1 AND state = 'running' AND ($2::uuid IS NULL OR project_id = $2)
       AND ($3::timestamptz IS NULL OR lease_expires_at <= $3) FOR UPDATE`,
    [scope.organizationId, projectId ?? null, expiredAt === undefined ? null : new Date(expiredAt)],
  );
  for (const { id } of rows) await writeOff(tx, scope, id);
  await tx.query(
    `UPDATE runs SET state = 'queued', epoch = epoch + 1, lease_owner = NULL, lease_expires_at = NULL, started_at = NULL
     WHERE organization_id = $1 AND id = ANY($2::uuid[])`,
    [scope.organizationId, rows.map((row) => row.id)],
  );
  faultpoint('requeue.written');
  return rows.map((row) => row.id);
}
