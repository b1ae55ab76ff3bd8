import { catalogue, type ErrorCode } from '../errors/catalogue.ts';
import { MaiosError, type Place } from '../errors/maios-error.ts';

/** An error as it leaves the process: RFC 9457, with the code, the fix and the place that people need. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly fix: string;
  readonly place?: Place;
  /** When it may be worth to ask again. */
  readonly retryAfterSeconds?: number;
}

export const problemType = 'application/problem+json';

// Their messages may hold statements, rows or paths of the inside.
const hidden: ReadonlySet<ErrorCode> = new Set(['INTERNAL', 'STORE_BUG']);

/** Whether the error says more than may leave the process. */
export function isHidden(error: MaiosError): boolean {
  return hidden.has(error.code);
}

export function problemOf(error: MaiosError): Problem {
  const { code, row, place } = error;
  const seconds = error.details['retryAfterSeconds'];
  return {
    type: `urn:maios:error:${code}`,
    title: row.summary,
    status: row.http,
    detail: isHidden(error) ? row.summary : error.message,
    code,
    fix: error.fix,
    ...(place === undefined ? {} : { place }),
    ...(typeof seconds === 'number' ? { retryAfterSeconds: seconds } : {}),
  };
}

/** The error that a problem was made from, on the other side of the wire. */
export function errorOfProblem(problem: Problem): MaiosError {
  const code = Object.hasOwn(catalogue, problem.code) ? problem.code : 'INTERNAL';
  const { fix, place, retryAfterSeconds } = problem;
  return new MaiosError(code, problem.detail, {
    fix,
    ...(place === undefined ? {} : { place }),
    ...(retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } }),
  });
}
