import { changeRow } from '../../change-row.ts';
import { ProjectEntity, type ProjectRow } from '../../entities/project.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Sets fields of a project; the caller has made sure of its version in the same transaction. */
export async function changeProject(tx: Tx, scope: Scope, id: string, change: Partial<ProjectRow>): Promise<void> {
  await changeRow(tx, ProjectEntity, { id, organizationId: scope.organizationId }, change);
}
