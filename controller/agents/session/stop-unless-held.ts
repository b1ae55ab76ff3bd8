import { giveBackRun } from '../../store/operations/runs/give-back-run.ts';
import { standingOf } from '../../store/operations/runs/standing-of.ts';
import type { RunSession } from './run-session.ts';
import { RunStopped } from './run-stopped.ts';

/**
 * Why a write of the run changed nothing: fails with RunStopped when the run is fenced, or when everything is paused, and
 * then it is given back first, so that nobody has to wait for its lease when things go on.
 */
export async function stopUnlessHeld({ deps, scope, job }: Pick<RunSession, 'deps' | 'scope' | 'job'>): Promise<void> {
  const standing = await deps.store.transaction(async (tx) => {
    const found = await standingOf(tx, scope, job);
    if (found === 'paused') await giveBackRun(tx, scope, { ...job, owner: deps.owner });
    return found;
  });
  if (standing === 'lost') throw new RunStopped('lost', 'the run has gone on elsewhere');
  if (standing === 'paused') throw new RunStopped('stopped', 'the organization is paused');
}
