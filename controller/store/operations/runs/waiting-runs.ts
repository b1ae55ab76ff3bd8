import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import type { RequeuedRun } from './queue-again.ts';

/**
 * Runs that wait for a worker and may be given to one, oldest first, after the one of that id; those of which a message is
 * still to be published, and those of a paused organization or a suspended project, are not among them.
 */
export async function waitingRuns(
  tx: Tx,
  { organizationId }: Scope,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly RequeuedRun[]> {
  const { rows } = await sql<RequeuedRun>(
    tx,
    `SELECT runs.id AS "runId", runs.epoch, runs.purpose ${waiting} AND ($2::uuid IS NULL OR runs.id > $2)
     ORDER BY runs.id LIMIT $3`,
    [organizationId, after ?? null, limit],
  );
  return rows;
}

/** How many they are. */
export async function countWaitingRuns(tx: Tx, { organizationId }: Scope): Promise<number> {
  const { rows } = await sql<{ count: number }>(tx, `SELECT count(*)::integer AS count ${waiting}`, [organizationId]);
  return rows[0]?.count ?? 0;
}

const waiting = `
  FROM runs JOIN projects ON projects.id = runs.project_id JOIN organizations ON organizations.id = runs.organization_id
  WHERE runs.organization_id = $1 AND runs.state = 'queued'
    AND NOT organizations.paused AND NOT projects.suspended AND projects.spec->'suspend' IS DISTINCT FROM 'true'
    AND NOT EXISTS (SELECT FROM outbox WHERE outbox.payload->>'runId' = runs.id::text)`;
