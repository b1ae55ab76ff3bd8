import { TombstoneEntity, type TombstoneRow } from '../../entities/tombstone.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { isUuid } from '../views/is-uuid.ts';

/** What is left of a project that was removed: of that id, or the newest of that name. */
export async function findTombstone(
  tx: Tx,
  { organizationId }: Scope,
  nameOrId: string,
): Promise<TombstoneRow | undefined> {
  const found = await tx.findOne(TombstoneEntity, {
    where: isUuid(nameOrId) ? { organizationId, projectId: nameOrId } : { organizationId, name: nameOrId },
    order: { endedAt: 'DESC', projectId: 'DESC' },
  });
  return found ?? undefined;
}
