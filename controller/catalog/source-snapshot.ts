import type { MaiosError } from '../errors/maios-error.ts';
import type { Declared } from './catalog.ts';

/** All that one source declares at one moment. */
export interface SourceSnapshot {
  /** `builtin`, `files:PATH`, `git:PATH` or `api`. */
  readonly source: string;
  /** A commit, or the digest of the files. */
  readonly revision: string;
  /** Valid by themselves. One whose document is bad at present stands here as it last was good, with its revision of then. */
  readonly declared: readonly Declared[];
  readonly problems: readonly MaiosError[];
}
