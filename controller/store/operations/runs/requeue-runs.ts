import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';
import { queueAgain } from './queue-again.ts';

/** Which runs: of one project, or of all projects; only those whose lease is over at a time, where one is given. */
export interface RequeueOptions {
  readonly projectId?: string;
  readonly expiredAt?: number;
}

/** Takes running runs from whoever works on them and queues them again at the next epoch, without counting them as lost. */
export async function requeueRuns(
  tx: Tx,
  scope: Scope,
  { projectId, expiredAt }: RequeueOptions = {},
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>(
    tx,
    `SELECT id FROM runs WHERE organization_id = $1 AND state = 'running' AND ($2::uuid IS NULL OR project_id = $2)
       AND ($3::timestamptz IS NULL OR lease_expires_at <= $3) ORDER BY id FOR UPDATE`,
    [scope.organizationId, projectId ?? null, expiredAt === undefined ? null : new Date(expiredAt)],
  );
  const ids = rows.map((row) => row.id);
  await queueAgain(tx, scope, ids);
  return ids;
}
