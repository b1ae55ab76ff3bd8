import { QueryFailedError } from 'typeorm';
import type { ErrorCode } from '../errors/catalogue.ts';
import { MaiosError, toMaiosError } from '../errors/maios-error.ts';

// SQLSTATE classes and codes, https://www.postgresql.org/docs/16/errcodes-appendix.html; the longest prefix counts.
const byState: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['53100', 'DISK_FULL'],
  ['40', 'CONFLICT'],
  // A lock that was not to be had in time, and a transaction that was ended since its process fell silent.
  ['55P03', 'CONFLICT'],
  ['25P03', 'STORE_UNAVAILABLE'],
  // A server that only reads, as one does that is taking over from another.
  ['25006', 'STORE_UNAVAILABLE'],
  ['08', 'STORE_UNAVAILABLE'],
  ['28', 'STORE_UNAVAILABLE'],
  ['3D', 'STORE_UNAVAILABLE'],
  ['53', 'STORE_UNAVAILABLE'],
  // Ended by whoever runs the server, or by a time-out that is set there.
  ['57', 'STORE_UNAVAILABLE'],
];

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/** What a statement threw, as a MaiosError; what work inside a transaction threw itself is passed through. */
export function toStoreError(thrown: unknown): unknown {
  const cause: unknown = thrown instanceof QueryFailedError ? thrown.driverError : thrown;
  if (cause instanceof MaiosError) return cause;
  const code = codeOf(cause);
  if (code === undefined) return isLostConnection(cause) ? unavailable(cause) : thrown;
  if (networkCodes.has(code)) return unavailable(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') return toMaiosError(cause);
  return fromState(code, thrown);
}

function fromState(state: string, thrown: unknown): MaiosError {
  const code = byState.find(([prefix]) => state.startsWith(prefix))?.[1] ?? 'STORE_BUG';
  return new MaiosError(code, `${messageOf(thrown)} (SQLSTATE ${state})`, { cause: thrown });
}

function unavailable(cause: unknown): MaiosError {
  return new MaiosError('STORE_UNAVAILABLE', `the database connection failed: ${messageOf(cause)}`, { cause });
}

// pg reports a broken connection without a code, by these words alone, and TypeORM by the last of them when it broke between
// two statements of a transaction.
function isLostConnection(cause: unknown): boolean {
  return lostConnection.test(messageOf(cause));
}

const lostConnection =
  /connection (terminated|error)|not queryable|timeout exceeded when trying to connect|read timeout|Connection ended|runner already released/iu;

function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
