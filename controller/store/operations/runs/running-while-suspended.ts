import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/**
 * The projects that are suspended, or whose organization is paused, and that have a run under way all the same: its claim
 * was committed while they were, so that neither saw the other.
 */
export async function runningWhileSuspended(tx: Tx, { organizationId }: Scope): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>(tx, statement, [organizationId]);
  return rows.map(({ id }) => id);
}

const statement = `
  SELECT DISTINCT projects.id FROM runs JOIN projects ON projects.id = runs.project_id
    JOIN organizations ON organizations.id = runs.organization_id
  WHERE runs.organization_id = $1 AND runs.state = 'running'
    AND (projects.suspended OR projects.spec->'suspend' = 'true' OR organizations.paused)`;
