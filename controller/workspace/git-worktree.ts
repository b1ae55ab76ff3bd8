import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MaiosError } from '../errors/maios-error.ts';
import { mendFolder } from '../sandbox/adopt-folder.ts';
import { copyFolder } from './copy-folder.ts';
import { baseRef, runRef, type Layout } from './layout.ts';
import { removeFolder } from './remove-folder.ts';
import type { Repository } from './repository.ts';
import { createRunGit } from './run-git.ts';
import { stageTree } from './stage-tree.ts';
import type { Worktree, WorktreeLabel } from './workspace.ts';

/** Makes the worktree of a label, or takes up the one that is there. */
export async function checkoutWorktree(
  repository: Repository,
  layout: Layout,
  label: WorktreeLabel,
  options: { readonly base: string; readonly resumeFrom?: WorktreeLabel },
): Promise<Worktree> {
  const path = layout.worktree(label);
  const index = layout.index(label);
  await mkdir(dirname(index), { recursive: true });
  // Only this label uses this index: what lies there is of a git that was killed.
  await rm(`${index}.lock`, { force: true });
  // A process that was killed while it gave a folder to a sandbox left it in two parts.
  const old = options.resumeFrom === undefined ? undefined : layout.worktree(options.resumeFrom);
  for (const folder of [path, old]) if (folder !== undefined) await mendFolder(folder);
  if (!(await isFolder(path))) {
    await rm(index, { force: true });
    await repository.git(['update-ref', '--end-of-options', baseRef(label), options.base]);
    await appear(path, (folder) => fill(repository, { base: options.base, index, folder, old }));
  }
  return createWorktree(repository, label, path, index);
}

function createWorktree(repository: Repository, label: WorktreeLabel, path: string, index: string): Worktree {
  const inTurn = createTurns();
  const tree = () => inTurn(() => stageTree(repository, { workTree: path, index }));
  const base = () => existing(repository, baseRef(label));
  const tip = async () => (await newest(repository, label)).commit;
  const keep = async (commit: string): Promise<void> =>
    void (await repository.git(['update-ref', '--end-of-options', runRef(label), commit]));
  const snapshot = async (message: string): Promise<string> => {
    const [staged, last] = [await tree(), await newest(repository, label)];
    if (staged === last.tree) return last.commit;
    const commit = await repository.commitTree(staged, [last.commit], message);
    await keep(commit);
    return commit;
  };
  return {
    path,
    git: createRunGit(repository, { base, tip, tree, snapshot }),
    snapshot,
    keep,
    async changedFiles(limit) {
      const { stdout } = await repository.git(['diff-tree', '-r', '-z', '--name-only', await base(), await tree()]);
      return stdout
        .split('\0', limit + 1)
        .filter((name) => name !== '')
        .slice(0, limit);
    },
    async remove() {
      await removeFolder(path);
      await rm(index, { force: true });
    },
  };
}

// A folder stands whole or not at all: it is made beside its place and renamed.
async function appear(path: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const folder = join(dirname(path), `.new-${basename(path)}`);
  await removeFolder(folder);
  await mkdir(folder, { recursive: true });
  await fill(folder);
  await rename(folder, path);
}

interface Filling {
  readonly base: string;
  readonly index: string;
  readonly folder: string;
  /** The folder of an earlier epoch, which may be gone. */
  readonly old: string | undefined;
}

// The index says what is at the base; the files are those of the base too, or what an earlier epoch made of them.
async function fill(repository: Repository, { base, index, folder, old }: Filling): Promise<void> {
  if (old === undefined || !(await isFolder(old))) {
    await repository.git(['read-tree', '--reset', '-u', '--end-of-options', base], { workTree: folder, index });
    return;
  }
  await repository.git(['read-tree', '--end-of-options', base], { index });
  await copyFolder(old, folder);
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isDirectory() === true;
}

async function existing(repository: Repository, revision: string): Promise<string> {
  const found = await repository.resolve(revision);
  if (found === undefined) throw new MaiosError('WORKSPACE_GIT', `expected a commit at ${revision}, found none`);
  return found;
}

// The last checkpoint of the run, or where it started.
async function newest(repository: Repository, label: WorktreeLabel): Promise<{ commit: string; tree: string }> {
  const refs = [runRef(label), baseRef(label)];
  const { stdout } = await repository.git(['for-each-ref', '--format=%(refname) %(objectname) %(tree)', ...refs]);
  const found = stdout.split('\n').map((line) => line.split(' '));
  const [, commit, tree] = refs.flatMap((ref) => found.filter(([name]) => name === ref))[0] ?? [];
  if (commit !== undefined && tree !== undefined) return { commit, tree };
  throw new MaiosError('WORKSPACE_GIT', `expected a commit at ${baseRef(label)}, found none`);
}

// Two gits on one index would refuse each other.
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  };
}
