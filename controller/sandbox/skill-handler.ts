import type { Sandbox } from './sandbox.ts';

/** What a built-in skill may reach. All file, search and exec work goes through the sandbox. */
export interface SkillContext {
  readonly sandbox: Sandbox;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The run's view of the project's git history; the git dir itself is out of the sandbox's reach. */
  readonly git: RunGit;
  /** Lessons and decisions of this organization nearest in meaning to the query, best first. */
  readonly searchMemory: (
    query: string,
    limit: number,
  ) => Promise<readonly { readonly text: string; readonly similarity: number; readonly kind: string }[]>;
  /** The task's own verify command, if it has one. */
  readonly verify: string | undefined;
}

/** Git operations on the run's worktree, with hooks, filters and helpers off. */
export interface RunGit {
  status(): Promise<string>;
  /** Changes of the worktree against where the run started; of one path when given. */
  diff(path?: string): Promise<string>;
  log(limit: number): Promise<string>;
  show(revision: string, path?: string): Promise<string>;
  /** A checkpoint on the run's own ref; returns the commit's id. */
  commit(message: string): Promise<string>;
}

/** Characters of one observation that an agent is shown; the middle of a longer one is cut out. */
export const maxObservationChars = 20_000;

/** Bytes of output that fit into an observation, beside the words around them. */
export const maxOutputBytes = 15_000;

/** What a skill call tells the agent. `ok: false` is a failure that the agent can react to, not a fault of maios. */
export interface Observation {
  readonly ok: boolean;
  readonly text: string;
}

/** A built-in skill: `run` in skills/<name>/run.ts, arguments already valid by its schema. */
export type SkillHandler = (args: Readonly<Record<string, unknown>>, context: SkillContext) => Promise<Observation>;
