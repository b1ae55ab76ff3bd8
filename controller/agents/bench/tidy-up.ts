import { labelOf } from './checkout.ts';
import type { RunSession } from '../session/run-session.ts';
import type { Workplace } from './workplace.ts';

/** Removes the folders of a finished run: all that counts is in its snapshot. What cannot be removed is told, no more. */
export async function tidyUp(session: RunSession, place: Workplace): Promise<void> {
  const { job, lastEpoch } = session;
  const own = place.opened ? [labelOf(session)] : [];
  const labels = lastEpoch === undefined ? own : [...own, `${job.runId}.${lastEpoch}`];
  await discard(session, labels);
}

/** The same for a run that is queued again, unless it recorded a step: its next epoch goes on from another folder, or none. */
export async function tidyUpUnused(session: RunSession, place: Workplace): Promise<void> {
  const isUsed = session.steps.length > session.work.run.stepCount;
  if (place.opened && !isUsed) await discard(session, [labelOf(session)]);
}

async function discard({ deps, work, job }: RunSession, labels: readonly string[]): Promise<void> {
  try {
    for (const label of labels) await deps.workspaces.discard(work.project.id, label);
  } catch (error) {
    deps.onFault(error, job);
  }
}
