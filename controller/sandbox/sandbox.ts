/** What every operation in a sandbox is bounded by. */
export interface ExecLimits {
  readonly timeoutMs: number;
  /** Bytes kept of standard output and standard error together; what falls out of the middle of each is counted. */
  readonly maxOutputBytes: number;
}

export interface ExecResult {
  /** undefined: ended by a signal. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes that went past maxOutputBytes. */
  readonly droppedBytes: number;
  readonly durationMs: number;
}

export interface ListedFile {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
}

export interface SearchMatch {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/**
 * One sandbox with one worktree mounted as its workspace; every path is relative to it.
 * Fails with SANDBOX_PATH (the path leads out), SANDBOX_LIMIT (too large), NOT_FOUND, or SANDBOX_UNAVAILABLE (it died).
 */
export interface Sandbox extends AsyncDisposable {
  readonly driver: string;
  readFile(
    path: string,
    options?: { readonly offset?: number; readonly maxBytes?: number },
  ): Promise<{ readonly text: string; readonly size: number; readonly truncated: boolean }>;
  writeFile(path: string, text: string): Promise<{ readonly bytes: number; readonly created: boolean }>;
  listFiles(
    path: string,
    options: { readonly depth: number; readonly maxEntries: number },
  ): Promise<{ readonly files: readonly ListedFile[]; readonly truncated: boolean }>;
  search(
    pattern: string,
    options: { readonly path: string; readonly maxMatches: number; readonly caseSensitive: boolean },
  ): Promise<{ readonly matches: readonly SearchMatch[]; readonly truncated: boolean; readonly engine: string }>;
  /**
   * `command` is program and arguments; `['sh', '-c', text]` for a shell. What it leaves running is ended with it.
   * An aborted signal ends the program; the result says so, nothing is thrown.
   */
  exec(
    command: readonly string[],
    options: ExecLimits & { readonly input?: string; readonly signal?: AbortSignal },
  ): Promise<ExecResult>;
}

/** A sandbox that runs, of whichever process. */
export interface FoundSandbox {
  readonly id: string;
  /** The run and its epoch; undefined: it was started ahead, of no run yet. */
  readonly label: string | undefined;
  readonly startedAt: Date;
  /** False: it is just being started, or whoever was about to is gone. */
  readonly runs: boolean;
  /** Ends it and all that runs in it; false when that did not work in time. Never fails; may be called by several. */
  end(): Promise<boolean>;
}

/** A port: starts sandboxes. Three drivers here: Docker, bubblewrap and plain process. Disposing it ends what it keeps ready. */
export interface SandboxDriver extends AsyncDisposable {
  readonly name: string;
  /** False: code runs with the rights of this process; a real model may use it only when that is explicitly allowed. */
  readonly isolated: boolean;
  /** `worktree` is an absolute path; `label` names the run and its epoch, for finding orphans. */
  start(options: { readonly worktree: string; readonly label: string; readonly network: boolean }): Promise<Sandbox>;
  /** The sandboxes that can be seen from here. */
  find(): Promise<readonly FoundSandbox[]>;
}
