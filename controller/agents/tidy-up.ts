import { labelOf } from './checkout.ts';
import { type RunSession } from './run-session.ts';
import { type Workplace } from './workplace.ts';

/** Removes the folders of a finished run: all that counts is in its snapshot. What cannot be removed is told, no more. */
export async function tidyUp(session: RunSession, place: Workplace): Promise<void> {
  const { job, work, deps, lastEpoch } = session;
  const own = place.opened ? [labelOf(session)] : [];
  const labels = lastEpoch === undefined ? own : [...own, `${job.runId}.${lastEpoch}`];
  try {
    for (const label of labels) await deps.workspaces.discard(work.project.id, label);
  } catch (error) {
    deps.onFault(error, job);
  }
}
