import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { queueAgain } from './queue-again.ts';

/**
 * Takes the running runs of one project, or of all, from whoever works on them and queues them again at the next epoch.
 * Their workers do not count as lost.
 */
export async function requeueRuns(
  tx: Tx,
  scope: Scope,
  { projectId }: { readonly projectId?: string } = {},
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>(
    tx,
    `SELECT id FROM runs WHERE organization_id = $1 AND state = 'running' AND ($2::uuid IS NULL OR project_id = $2)
     ORDER BY id FOR UPDATE`,
    [scope.organizationId, projectId ?? null],
  );
  const ids = rows.map((row) => row.id);
  await queueAgain(tx, scope, ids);
  return ids;
}
