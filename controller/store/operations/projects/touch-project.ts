import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';
import { tellAfterCommit } from '../../tx-context.ts';

/**
 * Counts one state change of a project. With `version`, only if nobody changed it since it was read: false then means
 * that somebody did, and that everything must be observed again. This one number guards the whole project, and each change of it wakes whoever looks after the project.
 */
export async function touchProject(tx: Tx, scope: Scope, id: string, now: number, version?: number): Promise<boolean> {
  const { affected } = await sql(tx, statement, [id, scope.organizationId, version ?? null, new Date(now)]);
  if (affected === 1) tellAfterCommit(tx, 'changed', id);
  return affected === 1;
}

const statement = `
  UPDATE projects SET version = version + 1, updated_at = $4
  WHERE id = $1 AND organization_id = $2 AND ($3::integer IS NULL OR version = $3::integer)`;
