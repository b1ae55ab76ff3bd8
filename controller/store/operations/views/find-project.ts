import { type ProjectRow, ProjectEntity } from '../../entities/project.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { isUuid } from './is-uuid.ts';

/**
 * The project of that id, or the newest of that name; undefined when the organization has none. `locked`: whoever
 * changes it meanwhile is waited for, and nobody else changes it until the transaction ends.
 */
export async function findProject(
  tx: Tx,
  scope: Scope,
  nameOrId: string,
  { locked = false } = {},
): Promise<ProjectRow | undefined> {
  const { organizationId } = scope;
  const found = await tx.findOne(ProjectEntity, {
    where: isUuid(nameOrId) ? { organizationId, id: nameOrId } : { organizationId, name: nameOrId },
    order: { createdAt: 'DESC', id: 'DESC' },
    ...(locked && { lock: { mode: 'pessimistic_write' } }),
  });
  return found ?? undefined;
}
