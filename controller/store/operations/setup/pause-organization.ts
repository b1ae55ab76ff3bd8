import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { requeueRuns } from '../runs/requeue-runs.ts';
import { tellOpenProjects } from './tell-open-projects.ts';

/** What a pause of the whole organization, or its end, was about. */
export interface PauseChange {
  /** Open projects. */
  readonly projects: number;
  /** Runs that were taken from their workers, which are to be told to stop. */
  readonly stopped: readonly string[];
}

/**
 * Pauses everything: no run is claimed, no model asked and no effect intended any more, and what runs is queued again at
 * its next epoch. undefined: it was paused already. A few statements, however much there is.
 */
export async function pauseOrganization(tx: Tx, scope: Scope, now: number): Promise<PauseChange | undefined> {
  const { affected } = await sql(
    tx,
    `UPDATE organizations SET paused = true, paused_at = $2 WHERE id = $1 AND NOT paused`,
    [scope.organizationId, new Date(now)],
  );
  if (affected === 0) return undefined;
  // As workers lock them: the runs before their projects.
  const stopped = await requeueRuns(tx, scope);
  return { projects: await tellOpenProjects(tx, scope, now, 'Suspended'), stopped };
}
