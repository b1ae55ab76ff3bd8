import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { tellAfterCommit } from '../../tx-context.ts';
import { ProjectEntity } from '../../entities/project.ts';

/**
 * Counts one state change of a project. With `version`, only if nobody changed it since it was read: false then means
 * that somebody did, and that everything must be observed again. This one number guards the whole project, and each change of it wakes whoever looks after the project.
 */
export async function touchProject(tx: Tx, scope: Scope, id: string, now: number, version?: number): Promise<boolean> {
  const where = { id, organizationId: scope.organizationId, ...(version === undefined ? {} : { version }) };
  const result = await tx.update(ProjectEntity, where, { version: () => 'version + 1', updatedAt: new Date(now) });
  if (result.affected === 1) tellAfterCommit(tx, 'changed', id);
  return result.affected === 1;
}
