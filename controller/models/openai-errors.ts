import { APIConnectionError, APIError } from 'openai';
import { MaiosError } from '../errors/maios-error.ts';
import { type Secret } from './secret.ts';

interface Asked {
  readonly baseUrl: string;
  readonly model: string;
  readonly key: Secret | undefined;
  /** Set when the call was given up because nothing was heard for so long. */
  readonly silentMs: number | undefined;
}

/**
 * Whatever a call threw, as one of the port's errors. The key is taken out of what others wrote, and causes are left
 * out, since they may carry it too. `details.retryAfterMs` says when the endpoint wants to be asked again.
 */
export function toModelError(thrown: unknown, asked: Asked): MaiosError {
  const at = `${withoutUserInfo(asked.baseUrl)} (model ${asked.model})`;
  const unavailable = (found: string): MaiosError =>
    new MaiosError('MODEL_UNAVAILABLE', `expected ${at} to answer, found ${found}`);
  if (asked.silentMs !== undefined) return unavailable(`silence for ${asked.silentMs} ms`);
  if (thrown instanceof MaiosError) {
    return new MaiosError(thrown.code, `${at}: ${thrown.message}`, { details: thrown.details });
  }
  if (thrown instanceof APIConnectionError) return unavailable(rootCause(thrown));
  if (isApiError(thrown)) return fromStatus(thrown, at, asked.key);
  if (thrown instanceof SyntaxError) {
    return new MaiosError('MODEL_PROTOCOL', `expected ${at} to stream JSON, found something else`);
  }
  // Whatever else breaks does so while the answer streams in.
  return unavailable(`a stream that was cut: ${redact(rootCause(thrown), asked.key)}`);
}

function fromStatus(error: APIError, at: string, key: Secret | undefined): MaiosError {
  const said = bounded(redact(error.message, key));
  // An error within the stream carries no status; it is the endpoint's own trouble.
  if (error.status === undefined || isPassing(error.status)) {
    return new MaiosError('MODEL_UNAVAILABLE', `expected ${at} to answer, found: ${said}`, {
      details: retryAfter(error.headers),
    });
  }
  if (error.status < 400) {
    return new MaiosError('MODEL_PROTOCOL', `expected ${at} to answer, found status ${error.status}`);
  }
  const overflow = error.code === 'context_length_exceeded' ? { contextOverflow: true } : {};
  return new MaiosError('MODEL_REFUSED', `expected ${at} to accept the request, found: ${said}`, {
    details: { status: error.status, ...overflow },
  });
}

// The class is generic and `instanceof` alone would make its fields `any`.
function isApiError(thrown: unknown): thrown is APIError {
  return thrown instanceof APIError;
}

function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** Retry-After in its three forms: milliseconds (OpenAI's own), seconds, or an HTTP date. */
function retryAfter(headers: Headers | undefined): { retryAfterMs?: number } {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (ms >= 0) return { retryAfterMs: ms };
  const value = headers?.get('retry-after') ?? undefined;
  if (value === undefined || value === '') return {};
  const waitMs = Number.isNaN(Number(value)) ? Date.parse(value) - Date.now() : Number(value) * 1000;
  return Number.isNaN(waitMs) ? {} : { retryAfterMs: Math.max(0, waitMs) };
}

// fetch says only "fetch failed"; what went wrong is the innermost cause.
function rootCause(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (!(inner instanceof Error)) return 'no answer';
  return 'code' in inner && typeof inner.code === 'string' ? `${inner.code} (${inner.message})` : inner.message;
}

function redact(text: string, key: Secret | undefined): string {
  return key === undefined ? text : key.redact(text);
}

function bounded(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function withoutUserInfo(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
