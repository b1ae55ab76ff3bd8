import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MaiosError } from '../errors/maios-error.ts';
import { isHandedOver, mendFolder } from '../sandbox/adopt-folder.ts';
import { layoutOf, mainRef, runRef, type Layout } from './layout.ts';
import { repositoryAt, type Repository } from './repository.ts';
import { stageTree } from './stage-tree.ts';

/** Under these a bundle has what was in the folders of runs that are under way. */
export const keptRefs = 'refs/maios/kept/';
const longMs = 600_000;
const attempts = 8;
const pauseMs = 50;

/**
 * Writes a project's repository into one file (git bundle) while it is in use: every ref, and the folders of those labels
 * that are there, as commits; what git ignores is left out of them. false: the project has no repository.
 */
export async function bundleWorkspace(
  root: string,
  projectId: string,
  { labels, file }: { readonly labels: readonly string[]; readonly file: string },
): Promise<boolean> {
  const layout = layoutOf(root, projectId);
  const repository = repositoryAt(layout.gitDir);
  if (!(await exists(layout.gitDir)) || (await repository.resolve(mainRef)) === undefined) return false;
  const kept: string[] = [];
  try {
    for (const label of labels) {
      const commit = (await commitOfFolder(repository, layout, label)) ?? (await repository.resolve(runRef(label)));
      if (commit === undefined) continue;
      await repository.git(['update-ref', `${keptRefs}${label}`, commit]);
      kept.push(label);
    }
    await mkdir(dirname(file), { recursive: true });
    await repository.git(['bundle', 'create', '--quiet', file, '--all'], { timeoutMs: longMs });
    return true;
  } finally {
    for (const label of kept) await repository.git(['update-ref', '-d', `${keptRefs}${label}`]);
  }
}

// undefined: the folder is gone. Its run has come to its end since the rows were read, and left all that it did at its ref.
async function commitOfFolder(repository: Repository, layout: Layout, label: string): Promise<string | undefined> {
  const index = join(layout.folder, `.backup-${label}`);
  try {
    const tree = await stageWhileInUse(repository, { workTree: layout.worktree(label), index });
    return tree === undefined ? undefined : await repository.commitTree(tree, [], `What ${label} had`);
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

// A file that goes away while git looks at it is an error to git, and nothing unusual here. A folder goes by being renamed,
// and another one takes its place while it is handed to a sandbox: only what stood there all the while is whole.
async function stageWhileInUse(
  repository: Repository,
  staging: Parameters<typeof stageTree>[1],
): Promise<string | undefined> {
  const { workTree } = staging;
  for (let attempt = 1; ; attempt += 1) {
    // By now nobody is at it who lives.
    if (attempt === attempts) await mendFolder(workTree);
    const before = await standing(workTree);
    if (before === undefined) return undefined;
    const tree = await stageTree(repository, staging).catch((error: Error) => error);
    const after = await standing(workTree);
    if (after === undefined) return undefined;
    if (typeof tree === 'string' && before === after && !(await isHandedOver(workTree))) return tree;
    if (attempt >= attempts) throw tree instanceof Error ? tree : new MaiosError('CONFLICT', `${workTree} never rests`);
    await sleep(attempt * pauseMs);
  }
}

// Which folder it is that stands at a path.
async function standing(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.ino;
}

async function exists(path: string): Promise<boolean> {
  return (await standing(path)) !== undefined;
}
