import type { Declared } from '../../../catalog/catalog.ts';
import { ResourceEntity } from '../../entities/resource.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** The reason of the condition of a declared project that is taken on when there is room. */
export const waitsForRoom = 'Overloaded';

// Not as a value: then the index of those that wait serves, which is made of the same words.
const waits = `kind = 'Project' AND conditions @> '${JSON.stringify([{ reason: waitsForRoom }])}'`;

/**
 * The declared project that has waited longest for room, locked to the end of the transaction so that nobody else takes it;
 * undefined when none waits, or the others are in other hands.
 */
export async function takeWaitingProject(tx: Tx, { organizationId }: Scope): Promise<Declared | undefined> {
  const row = await tx
    .createQueryBuilder(ResourceEntity, 'r')
    .where('r.organizationId = :organizationId', { organizationId })
    .andWhere(waits)
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

/** Locks the declared project of a name in the same way, so that nobody else takes it on meanwhile. Whether it waits for room. */
export async function lockDeclaredProject(tx: Tx, { organizationId }: Scope, name: string): Promise<boolean> {
  const { rows } = await sql<{ waiting: boolean }>(
    tx,
    `SELECT ${waits} AS waiting FROM resources WHERE organization_id = $1 AND kind = 'Project' AND name = $2 FOR UPDATE`,
    [organizationId, name],
  );
  return rows[0]?.waiting === true;
}
