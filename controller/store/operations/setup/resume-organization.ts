import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import type { PauseChange } from './pause-organization.ts';
import { tellOpenProjects } from './tell-open-projects.ts';

/**
 * Ends the pause of an organization: every open project is looked at again, and its deadline is as much later as the pause
 * was long. undefined: it was not paused.
 */
export async function resumeOrganization(tx: Tx, scope: Scope, now: number): Promise<PauseChange | undefined> {
  const { affected } = await sql(tx, statement, [scope.organizationId, new Date(now)]);
  if (affected === 0) return undefined;
  return { projects: await tellOpenProjects(tx, scope, now, 'Resumed'), stopped: [] };
}

const statement = `
  WITH pause AS (
    SELECT id, $2::timestamptz - paused_at AS length FROM organizations WHERE id = $1 AND paused FOR UPDATE
  ), later AS (
    UPDATE projects SET deadline_at = deadline_at + pause.length FROM pause
    WHERE projects.organization_id = pause.id AND projects.ended_at IS NULL AND projects.deadline_at IS NOT NULL
  )
  UPDATE organizations SET paused = false, paused_at = NULL FROM pause WHERE organizations.id = pause.id`;
