import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Lets what a project learnt be read by every project of the organization; returns how many entries that are. */
export async function promoteEntries(tx: Tx, { organizationId }: Scope, projectId: string): Promise<number> {
  const { affected } = await sql(
    tx,
    `UPDATE memory_entries SET promoted = true WHERE organization_id = $1 AND project_id = $2 AND NOT promoted`,
    [organizationId, projectId],
  );
  return affected;
}
