import { labelOf, openWorkspace } from './checkout.ts';
import { type RunSession } from './run-session.ts';

/** Removes the folders of a finished run: all that counts is in its snapshot. What cannot be removed is told, no more. */
export async function tidyUp(session: RunSession): Promise<void> {
  const { job, work, deps, lastEpoch } = session;
  if (work.run.purpose !== 'work' && work.run.purpose !== 'plan') return;
  const labels = [labelOf(session), ...(lastEpoch === undefined ? [] : [`${job.runId}.${lastEpoch}`])];
  try {
    const workspace = await openWorkspace(session);
    const base = await workspace.head();
    for (const label of labels) await (await workspace.checkout(label, { base })).remove();
  } catch (error) {
    deps.onFault(error, job);
  }
}
