import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** The projects that have not ended, oldest first, and how often each has changed. */
export async function openVersions(
  tx: Tx,
  { organizationId }: Scope,
): Promise<readonly { readonly id: string; readonly version: number }[]> {
  const { rows } = await sql<{ id: string; version: number }>(
    tx,
    'SELECT id, version FROM projects WHERE organization_id = $1 AND ended_at IS NULL ORDER BY id',
    [organizationId],
  );
  return rows;
}
