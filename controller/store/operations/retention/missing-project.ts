import { MaiosError } from '../../../errors/maios-error.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { similarName } from '../views/similar-name.ts';
import { findTombstone } from './find-tombstone.ts';

/**
 * Why there is no project of that name or id, and nothing in it: it was removed when its time was over, or there never was
 * one; then what is called nearly so is named. `what` says what was looked for.
 */
export async function missingProject(tx: Tx, scope: Scope, reference: string, what = 'project'): Promise<MaiosError> {
  const [nameOrId = ''] = reference.split(/[/#]/, 1);
  const tombstone = await findTombstone(tx, scope, nameOrId);
  if (tombstone === undefined) {
    const similar = await similarName(tx, scope, reference);
    return new MaiosError('NOT_FOUND', `there is no ${what} "${reference}"${similar}`);
  }
  const { name, phase, endedAt, removedAt, decisionSeq, chainHead } = tombstone;
  const when = `ended in ${phase} at ${endedAt.toISOString()} and was removed at ${removedAt.toISOString()}`;
  return new MaiosError('PROJECT_REMOVED', `project "${name}" ${when}`, {
    details: { name, phase, decisions: decisionSeq, chainHead },
  });
}
