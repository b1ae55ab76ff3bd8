import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import type { FoundSubject } from './find-subject.ts';

/** Ids of the newest decisions, at most `limit`, that denied a call in a run of a task, or had a person asked about it. */
export async function restrainedCalls(
  tx: Tx,
  { organizationId }: Scope,
  { project, task }: FoundSubject,
  limit: number,
): Promise<readonly string[]> {
  if (task === undefined) return [];
  const { rows } = await sql<{ id: string }>(tx, statement, [organizationId, project.id, task.id, limit]);
  return rows.map(({ id }) => id);
}

// A call about which no rule said anything, or not all could be judged, was denied.
const statement = `
  SELECT d.id FROM runs r JOIN decisions d ON d.run_id = r.id
  WHERE r.organization_id = $1 AND r.project_id = $2 AND r.task_id = $3 AND d.organization_id = $1
    AND (d.verdict #>> '{hits,0,type}' IS DISTINCT FROM 'allow' OR jsonb_array_length(coalesce(d.verdict -> 'faults', '[]')) > 0)
  ORDER BY d.at DESC, d.seq DESC LIMIT $4`;
