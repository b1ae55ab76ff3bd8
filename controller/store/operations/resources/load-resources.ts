import { Brackets } from 'typeorm';
import type { Declared } from '../../../catalog/catalog.ts';
import { ResourceEntity, type ResourceRow } from '../../entities/resource.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** The resources last saved, of one source or of all: what is in force when the sources cannot be read yet. */
export async function loadResources(tx: Tx, { organizationId }: Scope, source?: string): Promise<readonly Declared[]> {
  const rows = await tx.find(ResourceEntity, {
    where: { organizationId, ...(source === undefined ? {} : { source }) },
    order: { kind: 'ASC', name: 'ASC' },
  });
  return rows.map(toDeclared);
}

/**
 * All of them but the projects of one source: those that people start one by one are without number, and nothing else
 * that is declared refers to them.
 */
export async function loadAllButProjectsOf(
  tx: Tx,
  { organizationId }: Scope,
  source: string,
): Promise<readonly Declared[]> {
  const rows = await tx
    .createQueryBuilder(ResourceEntity, 'r')
    .where('r.organizationId = :organizationId', { organizationId })
    .andWhere(new Brackets((either) => either.where("r.kind <> 'Project'").orWhere('r.source <> :source', { source })))
    .orderBy('r.kind')
    .addOrderBy('r.name')
    .getMany();
  return rows.map(toDeclared);
}

/** One of them by its name; undefined when there is none. */
export async function loadResource(
  tx: Tx,
  { organizationId }: Scope,
  { kind, name }: Pick<ResourceRow, 'kind' | 'name'>,
): Promise<Declared | undefined> {
  const row = await tx.findOneBy(ResourceEntity, { organizationId, kind, name });
  return row === null ? undefined : toDeclared(row);
}

function toDeclared({ document, source, revision, digest }: ResourceRow): Declared {
  return { resource: document, source, revision, digest };
}
