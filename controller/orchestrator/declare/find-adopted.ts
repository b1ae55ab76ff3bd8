import type { ProjectRow } from '../../store/entities/project.ts';
import { findTombstone } from '../../store/operations/retention/find-tombstone.ts';
import { findProject } from '../../store/operations/views/find-project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';

/** What was made of declarations of a name before. */
export interface Adopted extends Pick<ProjectRow, 'id' | 'specDigest' | 'endedAt'> {
  /** undefined: it has ended, and was removed when its time was over. */
  readonly row: ProjectRow | undefined;
}

/** The newest project of a name, also where only its tombstone is left: what was done once is not done again unasked. */
export async function findAdopted(tx: Tx, scope: Scope, name: string): Promise<Adopted | undefined> {
  const row = await findProject(tx, scope, name);
  if (row !== undefined) return { id: row.id, specDigest: row.specDigest, endedAt: row.endedAt, row };
  const tombstone = await findTombstone(tx, scope, name);
  if (tombstone === undefined) return undefined;
  const { projectId: id, specDigest, endedAt } = tombstone;
  return { id, specDigest, endedAt, row: undefined };
}
