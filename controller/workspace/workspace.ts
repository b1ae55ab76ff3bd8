import type { Readable } from 'node:stream';
import type { RunGit } from '../sandbox/skill-handler.ts';

/** The run and its epoch, `runId.epoch`: names a worktree, so that a zombie of an older epoch writes where nobody looks. */
export type WorktreeLabel = string;

/** A folder that one run works in. Its git dir is elsewhere, out of the sandbox's reach. */
export interface Worktree {
  readonly path: string;
  readonly git: RunGit;
  /** Commits everything in the folder to the run's own ref; returns the commit, or the base when nothing changed. */
  snapshot(message: string): Promise<string>;
  /** Puts a commit that was made of this work in the place of its snapshot, for the next attempt. */
  keep(commit: string): Promise<void>;
  /** Paths that differ from the base, at most `limit`. */
  changedFiles(limit: number): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export type MergeAttempt =
  /** `commit` is one commit on top of `onto` with the run's changes; main is not moved yet. */
  | { readonly kind: 'clean'; readonly commit: string; readonly onto: string }
  | { readonly kind: 'unchanged' }
  /** `commit` is main with the run's changes on top, and both sides, marked, where they do not fit. */
  | { readonly kind: 'conflict'; readonly commit: string; readonly files: readonly string[] };

/**
 * One git repository a project: a bare git dir, and worktrees beside it.
 * Git runs with hooks, filters, helpers and the user's configuration off. Fails with WORKSPACE_GIT or DISK_FULL.
 */
export interface Workspace {
  /** The commit at main. */
  head(): Promise<string>;
  /**
   * A worktree at `base`. With `resumeFrom`, the folder of an older epoch of the same run is copied instead,
   * so that nothing of the interrupted attempt is lost. Calling it again with the same label gives the same folder.
   */
  checkout(
    label: WorktreeLabel,
    options: { readonly base: string; readonly resumeFrom?: WorktreeLabel },
  ): Promise<Worktree>;
  /** Squashes what `commit` changed since it left main onto today's main, as one commit with this message. */
  prepareMerge(commit: string, message: string): Promise<MergeAttempt>;
  /** Files in which `commit` would bring the marks of an earlier conflict to main. */
  unresolved(onto: string, commit: string): Promise<readonly string[]>;
  /** Moves main from `onto` to `commit`; false when main is no longer at `onto`. */
  advance(onto: string, commit: string): Promise<boolean>;
  /** Whether main contains the commit: how a merge whose receipt was lost is recognised. */
  contains(commit: string): Promise<boolean>;
  /** The unified diff that one commit on main made, at most `maxBytes`. */
  diffOf(commit: string, maxBytes: number): Promise<string>;
  /** An ordinary repository with main checked out, in a folder that is absent or empty. */
  exportTo(folder: string): Promise<void>;
  /** The same for who is elsewhere: main as a git bundle, which `git clone` takes. To be read to its end, or destroyed. */
  bundle(): Promise<Readable>;
}

export interface Workspaces {
  /** The project's workspace, made at the first call: empty, or cloned from `git`. */
  open(projectId: string, from?: { readonly url: string; readonly ref?: string }): Promise<Workspace>;
  /** Removes the worktree of a label, where there is one. */
  discard(projectId: string, label: WorktreeLabel): Promise<void>;
}
