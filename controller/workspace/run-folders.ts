import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutOf } from './layout.ts';

/** A worktree or an index below a project's workspace, with the run and epoch that its name says it belongs to. */
export interface RunFolder {
  readonly path: string;
  readonly runId: string;
  readonly epoch: number;
  /** One that is being made, or that a merge is verified in: nothing to go on from. */
  readonly isPassing: boolean;
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const isUuid = new RegExp(`^${uuid}$`, 'u');
const label = new RegExp(
  `^(?<making>\\.new-)?(?<run>${uuid})\\.(?<epoch>\\d+)(?<merged>\\.merged-\\d+)?(?:\\.lock|~)?$`,
  'u',
);

/** Ids of the projects that have a folder below the root, in their order; what else lies there is passed over. */
export async function projectFolders(root: string): Promise<readonly string[]> {
  return (await namesIn(root)).filter((name) => isUuid.test(name)).toSorted();
}

/** What the runs of a project have left there; what has another form of name is passed over. */
export async function runFolders(root: string, projectId: string): Promise<readonly RunFolder[]> {
  const { folder, runs } = layoutOf(root, projectId);
  const indexes = join(folder, 'indexes');
  const worktrees = (await namesIn(runs)).flatMap((name) => runFolder(runs, name));
  return [...worktrees, ...(await namesIn(indexes)).flatMap((name) => runFolder(indexes, name))];
}

function runFolder(folder: string, name: string): readonly RunFolder[] {
  const { run, epoch, making, merged } = label.exec(name)?.groups ?? {};
  if (run === undefined) return [];
  const isPassing = making !== undefined || merged !== undefined;
  return [{ path: join(folder, name), runId: run, epoch: Number(epoch), isPassing }];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
