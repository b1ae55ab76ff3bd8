import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** The places of a project's queued runs in the line of all that wait for a worker, by run; 1 is the next. */
export async function placesInLine(
  tx: Tx,
  { organizationId }: Scope,
  projectId: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; place: number }>(tx, statement, [organizationId, projectId]);
  return new Map(rows.map(({ id, place }) => [id, place]));
}

// As workers take them: what is not work goes first, then the oldest. What is suspended stands in no line.
const statement = `
  SELECT id, place::integer FROM (
    SELECT runs.id, runs.project_id, row_number() OVER (ORDER BY runs.purpose = 'work', runs.created_at, runs.id) AS place
    FROM runs JOIN projects ON projects.id = runs.project_id
    WHERE runs.organization_id = $1 AND runs.state = 'queued'
      AND NOT projects.suspended AND projects.spec->'suspend' IS DISTINCT FROM 'true'
  ) line WHERE project_id = $2`;
