import { changeRow, type Guarded } from '../../change-row.ts';
import { ProjectEntity, type ProjectRow } from '../../entities/project.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit } from '../../tx-context.ts';

/** What is done with the touch. */
export interface Touch {
  /** Only if nobody changed it since it was this one. */
  readonly version?: number;
  /** Set at the same time. */
  readonly change?: Partial<ProjectRow>;
}

/**
 * Counts one state change of a project. With `version`, only if nobody changed it since it was read: false then means
 * that somebody did, and that everything must be observed again. This one number guards the whole project, and each change
 * of it wakes whoever looks after the project.
 */
export async function touchProject(
  tx: Tx,
  { organizationId }: Scope,
  id: string,
  now: number,
  { version, change = {} }: Touch = {},
): Promise<boolean> {
  const changed = { ...change, updatedAt: new Date(now) };
  const guarded = version === undefined ? counting : { ...unchanged, values: [version] };
  const affected = await changeRow(tx, ProjectEntity, { id, organizationId }, changed, guarded);
  if (affected === 1) tellAfterCommit(tx, 'changed', id);
  return affected === 1;
}

const counting: Guarded = { set: 'version = old.version + 1', where: '', values: [] };
const unchanged = { ...counting, where: 'old.version = $3::integer' };
