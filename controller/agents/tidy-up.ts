import { labelOf } from './checkout.ts';
import { type RunSession } from './run-session.ts';

/** Removes the folders of a finished run: all that counts is in its snapshot. What cannot be removed is told, no more. */
export async function tidyUp(session: RunSession): Promise<void> {
  const { job, work, deps, lastEpoch } = session;
  if (work.run.purpose !== 'work' && work.run.purpose !== 'plan') return;
  const labels = [labelOf(session), ...(lastEpoch === undefined ? [] : [`${job.runId}.${lastEpoch}`])];
  try {
    for (const label of labels) await deps.workspaces.discard(work.project.id, label);
  } catch (error) {
    deps.onFault(error, job);
  }
}
