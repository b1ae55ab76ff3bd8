import type { ErrorCode } from '../errors/catalogue.ts';
import { MaiosError, toMaiosError, type Place } from '../errors/maios-error.ts';

/** What the thread of a job is started with. */
export interface JobSettings {
  readonly name: string;
  readonly from: unknown;
}

/** To the thread; each message is answered once, in order. */
export type ToJob = { readonly piece: unknown } | 'finish';

export type FromJob = { readonly value: unknown } | { readonly error: SentError };

/** An error as plain data: a clone of it would be an Error without a code. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly fix: string;
  readonly place: Place | undefined;
}

export function sendError(thrown: unknown): SentError {
  const { code, message, details, fix, place } = toMaiosError(thrown);
  return { code, message, details, fix, place };
}

export function receiveError({ code, message, details, fix, place }: SentError): MaiosError {
  return new MaiosError(code, message, { details, fix, ...(place === undefined ? {} : { place }) });
}
