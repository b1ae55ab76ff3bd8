import type { SourceSnapshot } from '../source-snapshot.ts';

/**
 * A port: somewhere that specs come from. Drivers: `files` (a folder or a file) and `git` (the commits of a repository).
 * Reading is level-triggered: a bell only says that it is worth while to read the whole set again.
 */
export interface SpecSource extends AsyncDisposable {
  /** `files:PATH` or `git:PATH`. */
  readonly name: string;
  /** Begins to watch; resolves when no later change can be missed. `onChange` may be called for nothing. */
  start(onChange: () => void): Promise<void>;
  /**
   * All that the source declares now. Never rejects: what cannot be read is a problem of the snapshot
   * (SOURCE_UNAVAILABLE, WORKSPACE_GIT or one of a spec), and what was good last stays declared.
   */
  read(): Promise<SourceSnapshot>;
}
