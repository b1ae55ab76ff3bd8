import type { Directory } from './workspace-path.ts';

/** A search that has been checked: `fd` is the open file or directory where it starts. */
export interface Search {
  readonly root: Directory;
  readonly fd: number;
  /** The start, relative to the workspace; empty for the workspace itself. */
  readonly start: string;
  readonly isDirectory: boolean;
  readonly pattern: string;
  readonly caseSensitive: boolean;
  readonly maxMatches: number;
}

export interface Match {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface Found {
  readonly matches: readonly Match[];
  readonly truncated: boolean;
  readonly engine: string;
}

/** What the search worker says at its end. */
export interface WorkerFindings {
  readonly matches: readonly Match[];
  readonly truncated: boolean;
  readonly complaint?: string;
}
