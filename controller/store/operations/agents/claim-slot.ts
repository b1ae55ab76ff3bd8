import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Takes one of an agent's slots, `capacity` as declared now; false when all are taken. */
export async function claimSlot(
  tx: Tx,
  scope: Scope,
  now: number,
  { agent, capacity }: { readonly agent: string; readonly capacity: number },
): Promise<boolean> {
  const { affected } = await sql(
    tx,
    `INSERT INTO agents (organization_id, name, capacity, active, successes, failures, duration_ms, tokens, usd_micro, updated_at)
     SELECT $1, $2, $3::integer, 1, 0, 0, 0, 0, 0, $4 WHERE $3::integer > 0
     ON CONFLICT (organization_id, name) DO UPDATE
       SET active = agents.active + 1, capacity = excluded.capacity, updated_at = excluded.updated_at
       WHERE agents.active < excluded.capacity`,
    [scope.organizationId, agent, capacity, new Date(now)],
  );
  return affected === 1;
}
