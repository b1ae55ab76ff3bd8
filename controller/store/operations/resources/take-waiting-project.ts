import { type Declared } from '../../../catalog/catalog.ts';
import { ResourceEntity } from '../../entities/resource.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

/** The reason of the condition of a declared project that is taken on when there is room. */
export const waitsForRoom = 'Overloaded';

/**
 * The declared project that has waited longest for room, locked to the end of the transaction so that nobody else takes it;
 * undefined when none waits, or the others are in other hands.
 */
export async function takeWaitingProject(tx: Tx, { organizationId }: Scope): Promise<Declared | undefined> {
  const row = await tx
    .createQueryBuilder(ResourceEntity, 'r')
    .where('r.organizationId = :organizationId', { organizationId })
    .andWhere(`r.kind = 'Project' AND r.conditions @> '[{"reason": "Overloaded"}]'`)
    .orderBy('r.updatedAt')
    .addOrderBy('r.name')
    .limit(1)
    .setLock('pessimistic_write')
    .setOnLocked('skip_locked')
    .getOne();
  if (row === null) return undefined;
  const { document, source, revision, digest } = row;
  return { resource: document, source, revision, digest };
}
