import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

/** Queued runs of open projects that are not suspended, oldest first: what workers are to be woken for. */
export async function queuedRuns(
  tx: Tx,
  scope: Scope,
): Promise<readonly { readonly runId: string; readonly epoch: number }[]> {
  const rows: { readonly id: string; readonly epoch: number }[] = await tx.query(
    `SELECT r.id, r.epoch FROM runs r JOIN projects p ON p.id = r.project_id
     WHERE r.organization_id = $1 AND r.state = 'queued' AND p.ended_at IS NULL AND NOT p.suspended
     ORDER BY r.created_at`,
    [scope.organizationId],
  );
  return rows.map(({ id, epoch }) => ({ runId: id, epoch }));
}
