import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/**
 * Writes down that a finished project was and where its hash chain ended, before anything of it is removed. Calling it
 * again changes nothing. false: the project has not ended, or something of it is under way.
 */
export async function entombProject(tx: Tx, { organizationId }: Scope, now: number, id: string): Promise<boolean> {
  const { rows } = await sql<{ found: number }>(tx, statement, [organizationId, id, new Date(now)]);
  return rows[0]?.found === 1;
}

const statement = `
  WITH ended AS (
    SELECT p.* FROM projects p WHERE p.organization_id = $1 AND p.id = $2 AND p.ended_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM runs WHERE runs.project_id = p.id AND runs.state <> 'ended')
  ), written AS (
    INSERT INTO tombstones (project_id, organization_id, name, spec_digest, phase, decision_seq, chain_head, ended_at, removed_at)
    SELECT ended.id, ended.organization_id, name, spec_digest, phase, decision_seq, chain_head, ended_at, $3::timestamptz
    FROM ended JOIN streams ON streams.project_id = ended.id
    ON CONFLICT DO NOTHING
  )
  SELECT count(*)::int AS found FROM ended`;
