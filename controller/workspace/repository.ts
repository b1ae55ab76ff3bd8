import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MaiosError } from '../errors/maios-error.ts';
import { git, type GitOptions, type GitResult } from './git.ts';
import { mainRef } from './layout.ts';

/** The bare git dir of one project. */
export interface Repository {
  readonly gitDir: string;
  /** Runs git on it; waits for a lock of another git, and removes one that a killed git left behind. */
  git(args: readonly string[], options?: Omit<GitOptions, 'gitDir'>): Promise<GitResult>;
  /** The object that a revision names, or undefined. */
  resolve(revision: string): Promise<string | undefined>;
  /** A commit of a tree; returns its id. */
  commitTree(tree: string, parents: readonly string[], message: string): Promise<string>;
}

export function repositoryAt(gitDir: string): Repository {
  const run: Repository['git'] = (args, options = {}) => whileLocked(gitDir, () => git(args, { ...options, gitDir }));
  return {
    gitDir,
    git: run,
    async resolve(revision) {
      const { code, stdout } = await run(['rev-parse', '--verify', '--quiet', '--end-of-options', revision], {
        expect: [1, 128],
      });
      return code === 0 ? stdout.trim() : undefined;
    },
    async commitTree(tree, parents, message) {
      const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree];
      return (await run(args, { input: message.trim() === '' ? 'No message\n' : message })).stdout.trim();
    },
  };
}

/** Makes the git dir where there is none, with main at an empty commit or at what `from` has; may be called again after a crash. */
export async function prepareRepository(
  gitDir: string,
  from?: { readonly url: string; readonly ref?: string },
): Promise<Repository> {
  const repository = repositoryAt(gitDir);
  await mkdir(gitDir, { recursive: true });
  if ((await exists(join(gitDir, 'HEAD'))) && (await repository.resolve(mainRef)) !== undefined) {
    await removeStaleLocks(gitDir);
    return repository;
  }
  const init = ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '--', gitDir];
  // Git gives up at once when another process holds the lock of the same folder's settings.
  await whileLocked(gitDir, () => git(init));
  await writeInfo(gitDir);
  const start = from === undefined ? await emptyCommit(repository) : await fetchStart(repository, from);
  await beginMain(repository, start);
  return repository;
}

// Another worker may have begun it meanwhile, or this one have been frozen while it did: main is begun once, and stays.
async function beginMain(repository: Repository, start: string): Promise<void> {
  const absent = '0'.repeat(start.length);
  const { code } = await repository.git(['update-ref', mainRef, start, absent], { expect: [1, 128] });
  if (code === 0 || (await repository.resolve(mainRef)) !== undefined) return;
  await repository.git(['update-ref', mainRef, start, absent]);
}

// The highest word on attributes: no filter, driver, conversion or encoding that a file in the work tree asks for.
const attributes = '* !text !eol !crlf !ident !filter !working-tree-encoding !diff !merge !textconv\n';
// What the sandbox writes beside a file before it renames it; a killed one leaves it.
const excludes = '.maios-write-*\n';

async function writeInfo(gitDir: string): Promise<void> {
  await mkdir(join(gitDir, 'info'), { recursive: true });
  await writeFile(join(gitDir, 'info', 'attributes'), attributes);
  await writeFile(join(gitDir, 'info', 'exclude'), excludes);
}

async function emptyCommit(repository: Repository): Promise<string> {
  const tree = (await repository.git(['mktree'])).stdout.trim();
  return repository.commitTree(tree, [], 'Start');
}

async function fetchStart(
  repository: Repository,
  { url, ref = 'HEAD' }: { url: string; ref?: string },
): Promise<string> {
  if (ref.startsWith('-') || /[\s:^~?*[\\]/.test(ref)) {
    throw new MaiosError('USAGE', `workspace.git.ref: expected a branch, tag or commit, found ${JSON.stringify(ref)}`);
  }
  const fetch = (refspec: string) =>
    repository.git(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', url, refspec], {
      timeoutMs: 600_000,
    });
  try {
    await fetch(`+${ref}:refs/maios/origin`);
    return await peel(repository, 'refs/maios/origin');
  } catch (error) {
    if (!/^[0-9a-f]{7,64}$/.test(ref)) throw error;
  }
  // Many servers do not hand out a commit by its id; then it must be among their branches.
  await fetch('+refs/heads/*:refs/maios/origin-heads/*');
  return peel(repository, ref);
}

async function peel(repository: Repository, revision: string): Promise<string> {
  const commit = await repository.resolve(`${revision}^{commit}`);
  if (commit === undefined) throw new MaiosError('WORKSPACE_GIT', `expected a commit at ${revision}, found none`);
  return commit;
}

// A live git holds a lock for milliseconds; the margin is for one that outlived the process that started it.
const staleAfterMs = 2000;
const patienceMs = 2 * staleAfterMs;
const pauseMs = 25;

/** Makes the call again for as long as a lock is in its way: one of a living git goes, one of a killed git is removed. */
async function whileLocked<T>(gitDir: string, call: () => Promise<T>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isLocked(error) || Date.now() > end) throw error;
      await removeStaleLocks(gitDir);
      await wait(pauseMs);
    }
  }
}

/** Removes locks in the git dir that no living git can hold any more. */
async function removeStaleLocks(gitDir: string): Promise<void> {
  const names = await readdir(gitDir, { recursive: true });
  const locks = names.filter((name) => name.endsWith('.lock') && !name.startsWith('objects/'));
  for (const name of locks) {
    const path = join(gitDir, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > staleAfterMs) await rm(path, { force: true });
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof MaiosError && /(\.lock'?|could not lock .*): File exists/.test(error.message);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
