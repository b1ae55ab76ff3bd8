import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/**
 * Removes some of what was recorded about a project whose tombstone is written: steps, events, decisions with their
 * vectors, at most `limit` rows of each. Returns how many rows are gone; 0 when none is left. The bodies of
 * the steps are noted as discarded (collect-blobs.ts).
 */
export async function removeRecords(
  tx: Tx,
  { organizationId }: Scope,
  { projectId, limit }: { readonly projectId: string; readonly limit: number },
): Promise<number> {
  let removed = 0;
  for (const statement of [steps, events, decisions]) {
    const { rows } = await sql<{ removed: number }>(tx, statement, [organizationId, projectId, limit]);
    removed += rows[0]?.removed ?? 0;
  }
  return removed;
}

const entombed = `EXISTS (SELECT FROM tombstones WHERE organization_id = $1 AND project_id = $2)`;

const steps = `
  WITH doomed AS (
    SELECT run_id, n FROM run_steps WHERE run_id IN (SELECT id FROM runs WHERE organization_id = $1 AND project_id = $2)
      AND ${entombed} LIMIT $3
  ), gone AS (
    DELETE FROM run_steps USING doomed WHERE run_steps.run_id = doomed.run_id AND run_steps.n = doomed.n
    RETURNING body_sha256
  ), noted AS (
    INSERT INTO discarded_blobs (organization_id, sha256) SELECT DISTINCT $1::uuid, body_sha256 FROM gone
    ON CONFLICT DO NOTHING
  )
  SELECT count(*)::int AS removed FROM gone`;

const events = `
  WITH doomed AS (
    SELECT seq FROM events WHERE project_id = $2 AND organization_id = $1 AND ${entombed} LIMIT $3
  ), gone AS (
    DELETE FROM events USING doomed WHERE events.project_id = $2 AND events.seq = doomed.seq RETURNING 1
  )
  SELECT count(*)::int AS removed FROM gone`;

const decisions = `
  WITH doomed AS (
    SELECT id FROM decisions WHERE project_id = $2 AND organization_id = $1 AND ${entombed} LIMIT $3
  ), vectors AS (
    DELETE FROM embeddings USING doomed WHERE owner_kind = 'decision' AND owner_id = doomed.id
  ), gone AS (
    DELETE FROM decisions USING doomed WHERE decisions.id = doomed.id RETURNING 1
  )
  SELECT count(*)::int AS removed FROM gone`;
