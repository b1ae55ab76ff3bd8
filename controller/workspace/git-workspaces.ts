import { rm } from 'node:fs/promises';
import { bundleRepository } from './bundle-repository.ts';
import { exportRepository } from './export-repository.ts';
import { assertGitVersion } from './git-version.ts';
import { checkoutWorktree } from './git-worktree.ts';
import { layoutOf, mainRef, type Layout } from './layout.ts';
import { advanceMain, prepareMerge, unresolvedFiles } from './merge.ts';
import { discardFolder } from './remove-folder.ts';
import { prepareRepository, type Repository } from './repository.ts';
import type { Workspace, Workspaces } from './workspace.ts';

/** Workspaces as git repositories below `root`: `PROJECT/repo.git`, and `PROJECT/runs/LABEL` for each worktree. */
export function createGitWorkspaces(root: string): Workspaces {
  const opened = new Map<string, Promise<Workspace>>();
  return {
    open(projectId, from) {
      const known = opened.get(projectId);
      if (known !== undefined) return known;
      const workspace = openWorkspace(layoutOf(root, projectId), from);
      opened.set(projectId, workspace);
      forgetOldest(opened);
      // The next call tries again.
      workspace.catch(() => opened.delete(projectId));
      return workspace;
    },
    async discard(projectId, label) {
      const layout = layoutOf(root, projectId);
      await discardFolder(layout.worktree(label));
      await rm(layout.index(label), { force: true });
    },
  };
}

/** A process that works for weeks sees very many projects; one that is forgotten is opened again. */
const mostOpened = 1000;

function forgetOldest(opened: Map<string, unknown>): void {
  const [oldest] = opened.keys();
  if (opened.size > mostOpened && oldest !== undefined) opened.delete(oldest);
}

async function openWorkspace(
  layout: Layout,
  from?: { readonly url: string; readonly ref?: string },
): Promise<Workspace> {
  await assertGitVersion();
  return createWorkspace(await prepareRepository(layout.gitDir, from), layout);
}

function createWorkspace(repository: Repository, layout: Layout): Workspace {
  return {
    head: async () => (await repository.git(['rev-parse', '--verify', mainRef])).stdout.trim(),
    checkout: (label, options) => checkoutWorktree(repository, layout, label, options),
    prepareMerge: (commit, message) => prepareMerge(repository, commit, message),
    unresolved: (onto, commit) => unresolvedFiles(repository, onto, commit),
    advance: (onto, commit) => advanceMain(repository, onto, commit),
    async contains(commit) {
      const args = ['merge-base', '--is-ancestor', '--end-of-options', commit, mainRef];
      return (await repository.git(args, { expect: [1, 128] })).code === 0;
    },
    async diffOf(commit, maxBytes) {
      const flags = ['-r', '-p', '-M', '--root', '--no-commit-id', '--no-ext-diff', '--no-textconv', '--no-color'];
      return (await repository.git(['diff-tree', ...flags, '--end-of-options', commit], { maxBytes })).stdout;
    },
    exportTo: (folder) => exportRepository(layout.gitDir, folder),
    bundle: () => bundleRepository(repository),
  };
}
