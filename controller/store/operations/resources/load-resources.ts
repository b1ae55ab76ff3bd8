import { type Declared } from '../../../catalog/catalog.ts';
import { ResourceEntity, type ResourceRow } from '../../entities/resource.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

/** The resources last saved, of one source or of all: what is in force when the sources cannot be read yet. */
export async function loadResources(tx: Tx, { organizationId }: Scope, source?: string): Promise<readonly Declared[]> {
  const rows = await tx.find(ResourceEntity, {
    where: { organizationId, ...(source === undefined ? {} : { source }) },
    order: { kind: 'ASC', name: 'ASC' },
  });
  return rows.map(toDeclared);
}

function toDeclared({ document, source, revision, digest }: ResourceRow): Declared {
  return { resource: document, source, revision, digest };
}
