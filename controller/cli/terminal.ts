import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes, and what can be shown there. */
export interface Terminal {
  /** How this program was called, for commands that people may copy: `maios`, `npx maios`. */
  readonly program: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Standard output can be redrawn. */
  readonly isTty: boolean;
  /** People type on standard input. */
  readonly isInteractive: boolean;
  readonly color: boolean;
  /** Asked again at each drawing: windows are resized. */
  columns(): number;
  rows(): number;
}
