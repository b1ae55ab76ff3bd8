import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/**
 * Whether the organization may start one more run, `quota` being how many it may have at once. Its row stays locked to
 * the end of the transaction, so that of two that ask for the last one only one gets it.
 */
export async function isWithinQuota(tx: Tx, { organizationId }: Scope, quota: number): Promise<boolean> {
  await sql(tx, `SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE`, [organizationId]);
  const { rows } = await sql<{ active: number }>(
    tx,
    `SELECT coalesce(sum(active), 0)::integer AS active FROM agents WHERE organization_id = $1`,
    [organizationId],
  );
  return (rows[0]?.active ?? 0) < quota;
}
