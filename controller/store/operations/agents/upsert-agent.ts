import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Makes the row of a declared agent, or brings its capacity up to date; evidence and taken slots stay. */
export async function upsertAgent(
  tx: Tx,
  scope: Scope,
  now: number,
  { name, capacity }: { readonly name: string; readonly capacity: number },
): Promise<void> {
  await sql(
    tx,
    `INSERT INTO agents (organization_id, name, capacity, active, successes, failures, duration_ms, tokens, usd_micro, updated_at)
     VALUES ($1, $2, $3, 0, 0, 0, 0, 0, 0, $4)
     ON CONFLICT (organization_id, name) DO UPDATE SET capacity = excluded.capacity, updated_at = excluded.updated_at
       WHERE agents.capacity <> excluded.capacity`,
    [scope.organizationId, name, capacity, new Date(now)],
  );
}
