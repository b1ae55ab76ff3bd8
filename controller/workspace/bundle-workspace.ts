import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { layoutOf, mainRef, type Layout } from './layout.ts';
import { repositoryAt, type Repository } from './repository.ts';
import { stageTree } from './stage-tree.ts';

/** Under these a bundle has what was in the folders of runs that are under way. */
export const keptRefs = 'refs/maios/kept/';
const longMs = 600_000;
const attempts = 5;

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
      if (!(await exists(layout.worktree(label)))) continue;
      await keepFolder(repository, layout, label);
      kept.push(label);
    }
    await mkdir(dirname(file), { recursive: true });
    await repository.git(['bundle', 'create', '--quiet', file, '--all'], { timeoutMs: longMs });
    return true;
  } finally {
    for (const label of kept) await repository.git(['update-ref', '-d', `${keptRefs}${label}`]);
  }
}

async function keepFolder(repository: Repository, layout: Layout, label: string): Promise<void> {
  const index = join(layout.folder, `.backup-${label}`);
  try {
    const tree = await stageWhileInUse(repository, { workTree: layout.worktree(label), index });
    const commit = await repository.commitTree(tree, [], `What ${label} had`);
    await repository.git(['update-ref', `${keptRefs}${label}`, commit]);
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

// A file that goes away while git looks at it is an error to git, and nothing unusual here.
async function stageWhileInUse(repository: Repository, staging: Parameters<typeof stageTree>[1]): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await stageTree(repository, staging);
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
