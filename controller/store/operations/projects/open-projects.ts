import { IsNull } from 'typeorm';
import { ProjectEntity } from '../../entities/project.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Ids of the projects that have not ended, oldest first. */
export async function openProjects(tx: Tx, scope: Scope): Promise<readonly string[]> {
  const rows = await tx.find(ProjectEntity, {
    select: { id: true },
    where: { organizationId: scope.organizationId, endedAt: IsNull() },
    order: { createdAt: 'ASC' },
  });
  return rows.map((row) => row.id);
}
