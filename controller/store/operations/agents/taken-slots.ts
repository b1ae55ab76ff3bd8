import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** The slots of every agent that was ever given a run, and how many of them are taken now. */
export async function takenSlots(
  tx: Tx,
  { organizationId }: Scope,
): Promise<readonly { readonly name: string; readonly capacity: number; readonly active: number }[]> {
  const { rows } = await sql<{ name: string; capacity: number; active: number }>(
    tx,
    'SELECT name, capacity, active FROM agents WHERE organization_id = $1 ORDER BY name',
    [organizationId],
  );
  return rows;
}
