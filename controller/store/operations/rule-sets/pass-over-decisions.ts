import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { leastIdAt } from './least-id-at.ts';

export interface PassedOver {
  /** The id after which the newest ones begin. */
  readonly after: string;
  readonly passed: number;
}

/** Passes over the decisions after an id or a time (ms since 1970) but for the newest `keep`; counts those passed over. */
export async function passOverDecisions(
  tx: Tx,
  { organizationId }: Scope,
  { after, keep }: { readonly after: string | number; readonly keep: number },
): Promise<PassedOver> {
  const least = typeof after === 'number' ? leastIdAt(after) : after;
  const { rows } = await sql<{ id: string | null; passed: number }>(
    tx,
    `SELECT (array_agg(id ORDER BY id DESC))[1]::text AS id, count(*)::int AS passed FROM (
       SELECT id FROM decisions WHERE organization_id = $1 AND id > $2::uuid ORDER BY id DESC OFFSET $3
     ) AS old`,
    [organizationId, least, keep],
  );
  const { id = null, passed = 0 } = rows[0] ?? {};
  return { after: id ?? least, passed };
}
