import { labelOf, openWorkspace } from './checkout.ts';
import { type RunSession } from './run-session.ts';

/** Removes the folders of a finished run: all that counts is in its snapshot. What cannot be removed is told, no more. */
export async function tidyUp(session: RunSession): Promise<void> {
  const { job, work, deps } = session;
  if (work.run.purpose !== 'work' && work.run.purpose !== 'plan') return;
  try {
    const workspace = await openWorkspace(session);
    const base = await workspace.head();
    const worktree = await workspace.checkout(labelOf(session), { base });
    await worktree.remove();
  } catch (error) {
    deps.onFault(error, job);
  }
}
