import { APIConnectionError, APIError } from 'openai';
import { MaiosError } from '../errors/maios-error.ts';
import type { Secret } from './secret.ts';

interface Asked {
  readonly baseUrl: string;
  readonly model: string;
  readonly key: Secret | undefined;
  /** Set when the call was given up because nothing was heard for so long. */
  readonly silentMs: number | undefined;
}

/**
 * Whatever a call threw, as one of the port's errors. The key is taken out of what others wrote, and causes are left
 * out, since they may carry it too. In the details: `found`, in a few words; `retryAfterMs`, when the endpoint wants to be
 * asked again; `isFree`, where nothing was generated; `contextOverflow`, where the conversation is too long.
 */
export function toModelError(thrown: unknown, asked: Asked): MaiosError {
  const at = `${placeOf(asked.baseUrl)} (model ${asked.model})`;
  const unavailable = (found: string, details: Details = {}): MaiosError =>
    new MaiosError('MODEL_UNAVAILABLE', `expected ${at} to answer, found ${found}`, { details: { ...details, found } });
  if (asked.silentMs !== undefined) return unavailable(`silence for ${asked.silentMs / 1000} s`);
  if (thrown instanceof MaiosError) {
    return new MaiosError(thrown.code, `${at}: ${thrown.message}`, { details: thrown.details });
  }
  if (thrown instanceof APIConnectionError) return unavailable(rootCause(thrown), { isFree: wasNotReached(thrown) });
  if (isApiError(thrown)) return fromStatus(thrown, at, asked.key);
  if (thrown instanceof SyntaxError) {
    return new MaiosError('MODEL_PROTOCOL', `expected ${at} to answer in JSON, found something else`);
  }
  // Whatever else breaks does so while the answer streams in.
  return unavailable(`a stream that was cut: ${redact(rootCause(thrown), asked.key)}`);
}

type Details = Readonly<Record<string, unknown>>;

function fromStatus(error: APIError, at: string, key: Secret | undefined): MaiosError {
  const { status, headers } = error;
  const found = bounded(redact(error.message, key));
  const code = String(error.code ?? '');
  // An error within the stream carries no status; it is the endpoint's own trouble.
  const details = {
    found,
    isFree: status !== undefined && !outlived.has(status),
    ...(status === undefined ? {} : { status }),
  };
  if (!unpaid.has(code) && (status === undefined || isPassing(status))) {
    const asked = retryAfter(headers);
    const rest =
      asked.retryAfterMs === undefined ? '' : `; it asks for ${Math.ceil(asked.retryAfterMs / 1000)} s of rest`;
    return new MaiosError('MODEL_UNAVAILABLE', `expected ${at} to answer, found: ${found}${rest}`, {
      details: { ...details, ...asked },
    });
  }
  if (status !== undefined && status < 400) {
    return new MaiosError('MODEL_PROTOCOL', `expected ${at} to answer, found status ${status}`, { details });
  }
  const overflow = overflows.has(code) || overflowWords.test(found) ? { contextOverflow: true } : {};
  return new MaiosError('MODEL_REFUSED', `expected ${at} to accept the request, found: ${found}`, {
    details: { ...details, ...overflow },
  });
}

// Said by whoever stands between, or waited, and no longer does, while the endpoint may still be generating.
const outlived: ReadonlySet<number> = new Set([408, 502, 504, 520, 522, 524]);

// What no waiting mends, although it comes as a 429: OpenAI's word, then Z.ai's codes for an account in arrears or locked.
const unpaid: ReadonlySet<string> = new Set(['insufficient_quota', '1112', '1113', '1121']);

// OpenAI's and llama.cpp's word and Z.ai's code; others say it in words only.
const overflows: ReadonlySet<string> = new Set(['context_length_exceeded', 'exceed_context_size_error', '1261']);
const overflowWords =
  /maximum context length|context (window|size|length).*exceed|exceed.*(context|max length)|prompt is too long/i;

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
  const inner = innermost(error);
  if (!(inner instanceof Error)) return 'no answer';
  const code = codeOf(inner);
  return code === undefined || inner.message.includes(code) ? inner.message : `${code} (${inner.message})`;
}

function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

// No connection, so no request: no such name, nobody listening, no route, no trust.
const notReached =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|ERR_SSL_\w+|\w*CERT\w*)$/;

function wasNotReached(error: unknown): boolean {
  const inner = innermost(error);
  return inner instanceof Error && notReached.test(codeOf(inner) ?? '');
}

function redact(text: string, key: Secret | undefined): string {
  return key === undefined ? text : key.redact(text);
}

// A proxy answers with a page of HTML; its words are enough.
function bounded(text: string): string {
  const words = /<html|<!doctype/i.test(text) ? text.replaceAll(/<[^>]*>/g, ' ') : text;
  const line = words.replaceAll(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

// Whoever made a mistake in the path sees it; user name, password and query may be secret.
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'an endpoint whose base URL is none';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}
