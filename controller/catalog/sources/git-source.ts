import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { MaiosError, toMaiosError } from '../../errors/maios-error.ts';
import type { SourceSnapshot } from '../source-snapshot.ts';
import { callGit } from './git-program.ts';
import { createLastGood } from './last-good.ts';
import { createQueueOfOne } from './one-at-a-time.ts';
import { readCommit, type Git } from './read-commit.ts';
import type { SpecFile } from './spec-file.ts';
import type { SpecSource } from './spec-source.ts';
import { createWatch } from './watch.ts';

export interface GitSourceOptions {
  /** A checkout, a folder inside of one (only specs below it count), or a bare repository. */
  readonly path: string;
  readonly clock: Clock;
  /** The PATH to find git by. */
  readonly searchPath?: string | undefined;
}

/** Specs of the commit at HEAD. Half-written files of the work tree are never seen; the revision is the commit. */
export function createGitSource({ path, clock, searchPath }: GitSourceOptions): SpecSource {
  const name = `git:${resolve(path)}`;
  const git: Git = (args, input) =>
    callGit({ folder: path, args, searchPath, ...(input === undefined ? {} : { input }) });
  const lastGood = createLastGood(name);
  const oneAtATime = createQueueOfOne();
  const watch = createWatch({ paths: () => watchedPaths(git, path), isIgnored: () => false, clock });
  let latest: SourceSnapshot | undefined;

  const readAll = async (): Promise<SourceSnapshot> => {
    try {
      await requireFolder(path);
      await watch.ensure();
      const commit = await headOf(git, path);
      if (latest?.revision !== commit) latest = await lastGood.read(commit, await readSpecs(git, commit, path));
      watch.recover();
      return latest;
    } catch (thrown) {
      latest = undefined;
      await watch.lose();
      return lastGood.unavailable(toMaiosError(thrown));
    }
  };

  return {
    name,
    start: (onChange) => watch.start(onChange),
    read: () => oneAtATime(readAll),
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  };
}

async function headOf(git: Git, path: string): Promise<string> {
  try {
    return text(await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']));
  } catch (cause) {
    // Without a repository the failure is another one, and is told as it is.
    await git(['rev-parse', '--git-dir']);
    throw new MaiosError('SOURCE_UNAVAILABLE', 'expected a commit at HEAD, found none yet', {
      place: { file: path },
      cause,
    });
  }
}

async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  const what = found === undefined ? 'none' : 'a file';
  throw new MaiosError('SOURCE_UNAVAILABLE', `expected a folder that can be read, found ${what}`, {
    place: { file: path },
    ...(found === undefined ? {} : { fix: 'Name the folder: of a commit, all specs below a folder count.' }),
  });
}

/** SOURCE_UNAVAILABLE when the commit holds no spec: as with an empty folder, nothing is deleted by that. */
async function readSpecs(git: Git, commit: string, path: string): Promise<readonly SpecFile[]> {
  // The folder within the repository, `specs/`; empty at its top and in a bare one.
  const prefix = text(await git(['rev-parse', '--show-prefix'])).replace(/\/$/, '');
  const tree = `${commit}:${prefix}`;
  const isThere = await git(['cat-file', '-e', tree]).then(
    () => true,
    () => false,
  );
  const files = isThere ? await readCommit(git, tree, path) : [];
  if (files.length > 0) return files;
  const message = `expected at least one *.yaml, *.yml or *.json file in commit ${commit.slice(0, 12)}, found none`;
  throw new MaiosError('SOURCE_UNAVAILABLE', message, { place: { file: path } });
}

/** Whatever changes when HEAD moves. In a linked work tree, HEAD and the branches are in two places. */
async function watchedPaths(git: Git, path: string): Promise<readonly string[]> {
  const [own, shared] = text(await git(['rev-parse', '--git-dir', '--git-common-dir'])).split('\n');
  const ownDir = resolve(path, own ?? '.git');
  const sharedDir = resolve(path, shared ?? '.git');
  return [join(ownDir, 'HEAD'), join(sharedDir, 'packed-refs'), join(sharedDir, 'refs'), join(sharedDir, 'reftable')];
}

function text(output: Buffer): string {
  return output.toString().trim();
}
