import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Projects that have not ended, counted up to `most`: beyond it, nobody needs to know how many more. */
export async function countOpenProjects(tx: Tx, { organizationId }: Scope, most: number): Promise<number> {
  const { rows } = await sql<{ open: number }>(
    tx,
    `SELECT count(*)::integer AS open FROM (
       SELECT FROM projects WHERE organization_id = $1 AND ended_at IS NULL LIMIT $2::bigint
     ) few`,
    [organizationId, most],
  );
  return rows[0]?.open ?? 0;
}
