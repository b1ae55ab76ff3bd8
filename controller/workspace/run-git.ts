import { maxOutputBytes, type RunGit } from '../sandbox/skill-handler.ts';
import type { Repository } from './repository.ts';

/** What a run's view of history is made from: where it started, its last checkpoint, its files as a tree. */
export interface RunHistory {
  base(): Promise<string>;
  tip(): Promise<string>;
  tree(): Promise<string>;
  snapshot(message: string): Promise<string>;
}

// Neither programs nor attributes of the work tree have a say in what a diff shows.
const plainDiff = ['--no-ext-diff', '--no-textconv', '--no-color', '-M'];

/** Compares trees and never the folder itself: git in a hostile folder would run what the folder says. */
export function createRunGit(repository: Repository, history: RunHistory): RunGit {
  const read = async (args: readonly string[]): Promise<string> => {
    const { stdout, truncated } = await repository.git(args, { maxBytes: maxOutputBytes });
    return truncated ? `${stdout}\n… cut after ${maxOutputBytes} bytes; diff and show take a path` : stdout;
  };
  const onPath = (path: string | undefined): readonly string[] => (path === undefined ? [] : ['--', path]);
  return {
    status: async () => read(['diff-tree', '-r', '--name-status', '-M', await history.base(), await history.tree()]),
    diff: async (path) =>
      read(['diff-tree', '-r', '-p', ...plainDiff, await history.base(), await history.tree(), ...onPath(path)]),
    log: async (limit) =>
      read([
        'log',
        '--no-color',
        `--max-count=${Math.trunc(limit)}`,
        '--format=%h %ad %s',
        '--date=iso-strict',
        await history.tip(),
      ]),
    show: async (revision, path) =>
      read([
        'show',
        ...plainDiff,
        '--format=commit %H%nDate: %ad%n%n%B',
        '--end-of-options',
        ofThisRun(revision, await history.tip()),
        ...onPath(path),
      ]),
    commit: (message) => history.snapshot(message),
  };
}

// The git dir's own HEAD is main; a run means its last checkpoint.
function ofThisRun(revision: string, tip: string): string {
  return revision.replace(/^(HEAD|@)(?=$|[~^:])/, tip);
}
