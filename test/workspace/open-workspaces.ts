import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { createGitWorkspaces } from '../../controller/workspace/git-workspaces.ts';
import type { Workspace, Workspaces, Worktree } from '../../controller/workspace/workspace.ts';

/** A folder that is gone when the test ends. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-workspace-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function openWorkspaces(
  t: ExecutionContext,
): Promise<{ root: string; workspaces: Workspaces; workspace: Workspace }> {
  const root = await temporaryFolder(t);
  const workspaces = createGitWorkspaces(root);
  return { root, workspaces, workspace: await workspaces.open('project') };
}

/** A worktree at main with these files written. */
export async function work(
  workspace: Workspace,
  label: string,
  files: Readonly<Record<string, string>>,
): Promise<Worktree> {
  const worktree = await workspace.checkout(label, { base: await workspace.head() });
  await write(worktree.path, files);
  return worktree;
}

export async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Merges what a worktree has onto main; fails when it does not merge cleanly. */
export async function merge(workspace: Workspace, worktree: Worktree, message: string): Promise<string> {
  const attempt = await workspace.prepareMerge(await worktree.snapshot('work'), message);
  if (attempt.kind !== 'clean') throw new Error(`expected a clean merge, found ${JSON.stringify(attempt)}`);
  if (!(await workspace.advance(attempt.onto, attempt.commit))) throw new Error('main has moved');
  return attempt.commit;
}

/** What a person's git says, without their configuration. */
export function plainGit(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8' }).trim();
}
