import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { keepBase } from '../../store/operations/runs/keep-base.ts';
import type { Workspace, Worktree, WorktreeLabel } from '../../workspace/workspace.ts';
import type { RunSession } from '../session/run-session.ts';
import { RunStopped } from '../session/run-stopped.ts';

export interface Checkout {
  readonly workspace: Workspace;
  readonly worktree: Worktree;
  /** The commit that the run's changes count from. */
  readonly base: string;
}

/** The project's workspace. */
export async function openWorkspace({ deps, work }: RunSession): Promise<Workspace> {
  return deps.workspaces.open(work.project.id, work.project.spec.workspace?.git);
}

/**
 * The run's own worktree: at the work that was handed over to it, else at main; for a resumed run, a copy of what it had
 * when it was interrupted, counted from the same base as then. Fails with SANDBOX_UNAVAILABLE when it cannot be known
 * whether something still works there.
 */
export async function checkout(session: RunSession): Promise<Checkout> {
  const { work, job, lastEpoch } = session;
  const workspace = await openWorkspace(session);
  const base = await rememberedBase(session, work.run.baseCommit ?? work.task?.baseCommit ?? (await workspace.head()));
  const earlier = lastEpoch === undefined ? undefined : `${job.runId}.${lastEpoch}`;
  if (earlier !== undefined) await endSandboxes(session, earlier);
  const resumeFrom = earlier === undefined ? {} : { resumeFrom: earlier };
  const worktree = await workspace.checkout(labelOf(session), { base, ...resumeFrom });
  faultpoint('run.checked-out');
  return { workspace, worktree, base };
}

/** Names the worktree, the sandbox and the ref of this epoch of the run. */
export function labelOf({ job }: RunSession): string {
  return `${job.runId}.${job.epoch}`;
}

// A worker that is frozen does not end them, and what works in a folder while it is copied leaves half of it in the copy.
async function endSandboxes({ deps }: RunSession, label: WorktreeLabel): Promise<void> {
  const found = await deps.sandboxes.find();
  const ours = found.filter((one) => one.label === label || one.label?.startsWith(`${label}.`) === true);
  const ended = await Promise.all(ours.map((one) => one.end()));
  if (ended.includes(false)) {
    throw new MaiosError('SANDBOX_UNAVAILABLE', `expected the sandbox of ${label} to end, found that it goes on`);
  }
}

// Main moves on while a run is interrupted: without its base, a resumed run would seem to undo what others did since.
async function rememberedBase({ deps, scope, job }: RunSession, base: string): Promise<string> {
  const kept = await deps.store.transaction((tx) => keepBase(tx, scope, { ...job, base }));
  if (kept === undefined) throw new RunStopped('lost', 'the run has gone on elsewhere');
  return kept;
}
