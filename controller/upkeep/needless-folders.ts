import type { FolderOwners, OwningRun } from '../store/operations/retention/folder-owners.ts';
import type { RunFolder } from '../workspace/run-folders.ts';

/** How long after its end a run's folder is left, for whoever still writes there, or wants to look. */
const graceMs = 10 * 60_000;

/**
 * Which of the folders of one project no run needs any more: those of runs that ended, and of epochs that a later one has
 * taken up. A run that goes on, at this epoch or at the next, starts from the folder of its last step, so that one stays.
 * What belongs to a run that the database does not know is nobody's to remove.
 */
export function needlessFolders(
  folders: readonly RunFolder[],
  runs: FolderOwners['runs'],
  now: number,
): readonly RunFolder[] {
  return folders.filter((folder) => {
    const run = runs.get(folder.runId);
    return run !== undefined && isNeedless(folder, run, now);
  });
}

function isNeedless({ epoch, isPassing }: RunFolder, run: OwningRun, now: number): boolean {
  if (run.endedAt !== undefined) return run.endedAt + graceMs < now;
  return epoch < run.epoch && (isPassing || epoch !== run.stepEpoch);
}
