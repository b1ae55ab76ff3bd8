import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/**
 * Removes what is left of a project whose tombstone is written and whose records are gone (remove-records.ts). What its
 * organization has learnt from it, the promoted entries of its memory, stays.
 */
export async function removeProject(tx: Tx, { organizationId }: Scope, projectId: string): Promise<void> {
  for (const statement of statements) await sql(tx, statement, [organizationId, projectId]);
}

const ofProject = 'organization_id = $1 AND project_id = $2';
const itsRuns = `(SELECT id FROM runs WHERE ${ofProject})`;
const itsTasks = `(SELECT id FROM tasks WHERE ${ofProject})`;

// In an order in which nothing refers to what is gone already.
const statements = [
  `DELETE FROM embeddings WHERE owner_kind = 'memory'
     AND owner_id IN (SELECT id FROM memory_entries WHERE ${ofProject} AND NOT promoted)`,
  `DELETE FROM memory_entries WHERE ${ofProject} AND NOT promoted`,
  `UPDATE memory_entries SET project_id = NULL, task_id = NULL, run_id = NULL WHERE ${ofProject}`,
  `DELETE FROM effects WHERE organization_id = $1 AND run_id IN ${itsRuns}`,
  `DELETE FROM escalations WHERE ${ofProject}`,
  `DELETE FROM runs WHERE ${ofProject}`,
  `DELETE FROM task_dependencies WHERE organization_id = $1 AND task_id IN ${itsTasks}`,
  `DELETE FROM tasks WHERE ${ofProject}`,
  `DELETE FROM streams WHERE ${ofProject}`,
  `DELETE FROM projects WHERE organization_id = $1 AND id = $2`,
];
