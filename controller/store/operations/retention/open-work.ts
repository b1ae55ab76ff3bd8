import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** What a backup must take from the workspaces; of all organizations. */
export interface OpenWork {
  readonly projects: ReadonlySet<string>;
  /** Those of them that must have a repository: work was brought to main, or it is open and a run has had a folder. */
  readonly worked: ReadonlySet<string>;
  /** For each project with open runs, the names of the folders (`runId.epoch`) that these work in or go on from. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
}

/** Every project, and the folders of runs that have not ended. */
export async function openWork(tx: Tx): Promise<OpenWork> {
  const projects = await sql<{ id: string }>(tx, 'SELECT id FROM projects', []);
  const worked = await sql<{ id: string }>(tx, workedProjects, []);
  const runs = await sql<{ projectId: string; label: string }>(tx, openLabels, []);
  const byProject = Map.groupBy(runs.rows, ({ projectId }) => projectId);
  return {
    projects: new Set(projects.rows.map(({ id }) => id)),
    worked: new Set(worked.rows.map(({ id }) => id)),
    labels: new Map([...byProject].map(([id, found]) => [id, found.map(({ label }) => label)])),
  };
}

const openLabels = `
  SELECT DISTINCT r.project_id AS "projectId", r.id || '.' || epochs.epoch AS label
  FROM runs r CROSS JOIN LATERAL (
    SELECT r.epoch UNION SELECT (SELECT s.epoch FROM run_steps s WHERE s.run_id = r.id ORDER BY n DESC LIMIT 1)
  ) AS epochs (epoch)
  WHERE r.state <> 'ended' AND epochs.epoch IS NOT NULL`;

const workedProjects = `
  SELECT DISTINCT r.project_id AS id FROM runs r JOIN projects p ON p.id = r.project_id
  WHERE r.outcome = 'succeeded' AND r.result->>'mergedCommit' IS NOT NULL
     OR p.ended_at IS NULL AND r.base_commit IS NOT NULL`;
