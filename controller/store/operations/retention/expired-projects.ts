import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Ids of the projects that ended before a time (ms since 1970) and have nothing under way any more, oldest end first. */
export async function expiredProjects(
  tx: Tx,
  { organizationId }: Scope,
  { endedBefore, limit }: { readonly endedBefore: number; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>(tx, statement, [organizationId, new Date(endedBefore), limit]);
  return rows.map((row) => row.id);
}

const statement = `
  SELECT id FROM projects WHERE organization_id = $1 AND ended_at < $2
    AND NOT EXISTS (SELECT FROM runs WHERE runs.project_id = projects.id AND runs.state <> 'ended')
  ORDER BY ended_at, id LIMIT $3`;
