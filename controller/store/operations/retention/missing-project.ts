import { MaiosError } from '../../../errors/maios-error.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { findTombstone } from './find-tombstone.ts';

/** Why there is no project of that name or id: it was removed when its time was over, or there never was one. */
export async function missingProject(tx: Tx, scope: Scope, nameOrId: string): Promise<MaiosError> {
  const tombstone = await findTombstone(tx, scope, nameOrId);
  if (tombstone === undefined) return new MaiosError('NOT_FOUND', `there is no project "${nameOrId}"`);
  const { name, phase, endedAt, removedAt, decisionSeq, chainHead } = tombstone;
  const when = `ended in ${phase} at ${endedAt.toISOString()} and was removed at ${removedAt.toISOString()}`;
  return new MaiosError('PROJECT_REMOVED', `project "${name}" ${when}`, {
    details: { name, phase, decisions: decisionSeq, chainHead },
  });
}
