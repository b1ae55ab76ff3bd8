import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

export interface TakeOver {
  readonly from: readonly string[];
  readonly to: string;
  /** `Kind/name`. */
  readonly names: readonly string[];
}

/** Gives names of some sources to another one, with the open projects among them; true when there were any. */
export async function takeOverNames(
  tx: Tx,
  { organizationId }: Scope,
  { from, to, names }: TakeOver,
): Promise<boolean> {
  const parameters = [organizationId, from, to, names];
  const { rows } = await sql<{ name: string }>(
    tx,
    `UPDATE resources SET source = $3 WHERE organization_id = $1 AND source = ANY($2::text[])
     AND kind || '/' || name = ANY($4::text[]) RETURNING name`,
    parameters,
  );
  if (rows.length === 0) return false;
  await sql(
    tx,
    `UPDATE projects SET source = $3 WHERE organization_id = $1 AND source = ANY($2::text[])
     AND 'Project/' || name = ANY($4::text[]) AND ended_at IS NULL`,
    parameters,
  );
  return true;
}
