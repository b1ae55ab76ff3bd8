import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';

/** The agents that have slots which are not taken, and how many. */
export async function freeAgents(
  tx: Tx,
  { organizationId }: Scope,
): Promise<readonly { readonly name: string; readonly slots: number }[]> {
  const { rows } = await sql<{ name: string; slots: number }>(
    tx,
    'SELECT name, capacity - active AS slots FROM agents WHERE organization_id = $1 AND active < capacity ORDER BY name',
    [organizationId],
  );
  return rows;
}
