import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Whether a worker has let the lease of a run pass; `takeBackRuns` takes those. One statement, locking nothing. */
export async function hasExpiredRuns(tx: Tx, { organizationId }: Scope, now: number): Promise<boolean> {
  const text = `SELECT EXISTS (
    SELECT FROM runs WHERE organization_id = $1 AND state = 'running' AND lease_expires_at <= $2) AS found`;
  const { rows } = await sql<{ found: boolean }>(tx, text, [organizationId, new Date(now)]);
  return rows[0]?.found === true;
}
