import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit } from '../../tx-context.ts';

/**
 * Adds to each open project that its organization was paused or goes on, and counts it as a change of the project, so that
 * a plan which was made before is not committed any more. Returns how many there are.
 */
export async function tellOpenProjects(
  tx: Tx,
  { organizationId, actor }: Scope,
  now: number,
  type: 'Suspended' | 'Resumed',
): Promise<number> {
  const data = JSON.stringify({ by: actor, all: true });
  const { rows } = await sql<{ id: string }>(tx, statement, [organizationId, new Date(now), type, data]);
  for (const { id } of rows) {
    tellAfterCommit(tx, 'events', id);
    tellAfterCommit(tx, 'changed', id);
  }
  return rows.length;
}

const statement = `
  WITH open AS (
    UPDATE projects SET version = version + 1, updated_at = $2::timestamptz
    WHERE organization_id = $1 AND ended_at IS NULL RETURNING id
  ), counted AS (
    UPDATE streams SET event_seq = event_seq + 1 FROM open WHERE streams.project_id = open.id
    RETURNING streams.project_id, event_seq AS seq
  ), told AS (
    INSERT INTO events (project_id, seq, organization_id, type, data, at)
    SELECT project_id, seq, $1::uuid, $3::text, $4::jsonb, $2::timestamptz FROM counted
  )
  SELECT id FROM open`;
