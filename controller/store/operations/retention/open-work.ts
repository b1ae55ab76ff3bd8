import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';

/** What a backup must take from the workspaces; of all organizations. */
export interface OpenWork {
  readonly projects: ReadonlySet<string>;
  /** Those of them that have brought work to main, and so must have a repository. */
  readonly delivered: ReadonlySet<string>;
  /** For each project with open runs, the names of the folders (`runId.epoch`) that these work in or go on from. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
}

/** Every project, and the folders of runs that have not ended. */
export async function openWork(tx: Tx): Promise<OpenWork> {
  const projects = await sql<{ id: string }>(tx, 'SELECT id FROM projects', []);
  const delivered = await sql<{ id: string }>(tx, deliveredProjects, []);
  const runs = await sql<{ projectId: string; label: string }>(tx, openLabels, []);
  const byProject = Map.groupBy(runs.rows, ({ projectId }) => projectId);
  return {
    projects: new Set(projects.rows.map(({ id }) => id)),
    delivered: new Set(delivered.rows.map(({ id }) => id)),
    labels: new Map([...byProject].map(([id, found]) => [id, found.map(({ label }) => label)])),
  };
}

const openLabels = `
  SELECT DISTINCT r.project_id AS "projectId", r.id || '.' || epochs.epoch AS label
  FROM runs r CROSS JOIN LATERAL (
    SELECT r.epoch UNION SELECT (SELECT s.epoch FROM run_steps s WHERE s.run_id = r.id ORDER BY n DESC LIMIT 1)
  ) AS epochs (epoch)
  WHERE r.state <> 'ended' AND epochs.epoch IS NOT NULL`;

const deliveredProjects = `
  SELECT DISTINCT project_id AS id FROM runs WHERE outcome = 'succeeded' AND result->>'mergedCommit' IS NOT NULL`;
