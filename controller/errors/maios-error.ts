import { catalogue, type CatalogueRow, type ErrorCode } from './catalogue.ts';

/** A place in a text file; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ErrorOptions {
  readonly cause?: unknown;
  readonly place?: Place;
  /** Replaces the catalogue's `fix` where the occasion knows better. */
  readonly fix?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The one error of this project. The message says what was expected and what was found;
 * everything else that a reader needs follows from `code` (see catalogue.ts).
 */
export class MaiosError extends Error {
  override readonly name = 'MaiosError';
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly #fix: string | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.place = options.place;
    this.details = options.details ?? {};
    this.#fix = options.fix;
  }

  get row(): CatalogueRow {
    return catalogue[this.code];
  }

  get fix(): string {
    return this.#fix ?? this.row.fix;
  }
}

/** `file:line:column`, as editors open it. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** Anything thrown, as a MaiosError; what is not one already is a fault of ours (`INTERNAL`), or a full disk. */
export function toMaiosError(thrown: unknown): MaiosError {
  if (thrown instanceof MaiosError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = isDiskFull(thrown) ? 'DISK_FULL' : 'INTERNAL';
  return new MaiosError(code, message, { cause: thrown });
}

// ENOSPC is the operating system's code, 53100 PostgreSQL's (PGlite reports a failed write as the latter).
function isDiskFull(thrown: unknown): boolean {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === '53100';
}
