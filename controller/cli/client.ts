import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request, type RequestOptions } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { problemType, errorOfProblem, type Problem } from '../api/problem.ts';
import { MaiosError } from '../errors/maios-error.ts';
import type { ProjectEvent } from '../events/event.ts';
import { readSse } from './read-sse.ts';

/** Where an API is: the socket of an owner of this machine, or a server anywhere, with the token that it wants. */
export type ClientTarget =
  | { readonly socketPath: string }
  | { readonly url: string; readonly token: string | undefined };

/** Speaks to one API. Every failure is a MaiosError, the one that the API had. */
export interface Client {
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T>;
  /** An answer of any length, as it comes; it fails where it is cut off. */
  stream(path: string, signal: AbortSignal): Promise<IncomingMessage>;
  /** The project's events after `since`, and then each as it happens; reconnects and resumes by itself until the signal. */
  events(project: string, since: number, signal: AbortSignal): AsyncGenerator<ProjectEvent>;
}

const reconnectMs = 200;
const maxReconnects = 25;
/** A server elsewhere may be starting anew, or a balancer may have to find another: a minute. */
const maxRemoteReconnects = 300;

export function createClient(target: ClientTarget): Client {
  return {
    get: async <T>(path: string, signal?: AbortSignal) => parse<T>(await send(target, { method: 'GET', path, signal })),
    post: async <T>(path: string, body: unknown, signal?: AbortSignal) =>
      parse<T>(await send(target, { method: 'POST', path, body, signal })),
    stream: (path, signal) => send(target, { method: 'GET', path, signal }),
    events: (project, since, signal) => follow(target, project, { since, signal }),
  };
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

async function send(target: ClientTarget, { method, path, body, accept, signal }: Call): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    Accept: accept ?? 'application/json',
    ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  const outgoing = open(target, path, {
    method,
    headers,
    agent: false,
    ...(signal === undefined ? {} : { signal }),
  });
  outgoing.end(text);
  try {
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    if ((response.statusCode ?? 500) >= 400) throw await errorOf(response);
    return response;
  } catch (cause) {
    throw cause instanceof MaiosError ? cause : unreachable(cause, target);
  }
}

interface Opening extends Omit<RequestOptions, 'headers'> {
  readonly headers: Readonly<Record<string, string | number>>;
}

function open(target: ClientTarget, path: string, { headers, ...options }: Opening): ClientRequest {
  if ('socketPath' in target) {
    return request({ ...options, ...target, path, headers: { ...headers, Host: 'localhost' } });
  }
  const { url, token } = target;
  const shown = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const ask = url.startsWith('https:') ? requestSecurely : request;
  // The path of the URL stays: a server may be behind a proxy that serves others too.
  return ask(`${url.replace(/\/+$/, '')}${path}`, { ...options, headers: { ...headers, ...shown } });
}

async function parse<T>(response: IncomingMessage): Promise<T> {
  const text = await textOf(response);
  // The edge of the process: what answers is this program's own API.
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function errorOf(response: IncomingMessage): Promise<MaiosError> {
  const text = await textOf(response);
  const isProblem = response.headers['content-type']?.startsWith(problemType) === true;
  if (isProblem) return errorOfProblem(JSON.parse(text) as Problem);
  return new MaiosError('OWNER_UNREACHABLE', `expected an answer of maios, found HTTP ${response.statusCode ?? 0}`);
}

async function textOf(response: IncomingMessage): Promise<string> {
  try {
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return text;
  } catch (cause) {
    throw unreachable(cause);
  }
}

async function* follow(
  target: ClientTarget,
  project: string,
  { since, signal }: { readonly since: number; readonly signal: AbortSignal },
): AsyncGenerator<ProjectEvent> {
  const most = 'url' in target ? maxRemoteReconnects : maxReconnects;
  let last = since;
  for (let failures = 0; !signal.aborted;) {
    try {
      const path = `/api/projects/${encodeURIComponent(project)}/events?since=${last}`;
      const response = await send(target, { method: 'GET', path, accept: 'text/event-stream', signal });
      for await (const event of readSse(response)) {
        failures = 0;
        last = event.seq;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!passes(error)) throw error;
      failures += 1;
      if (failures > most) throw error instanceof MaiosError ? error : unreachable(error);
    }
    await pause(reconnectMs, signal);
  }
}

// The connection was lost, or the server lives and what it stands on is away for a while.
function passes(error: unknown): boolean {
  return !(error instanceof MaiosError) || error.row.http === 503 || error.row.http === 429;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function unreachable(cause: unknown, target?: ClientTarget): MaiosError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (target === undefined || 'socketPath' in target) {
    return new MaiosError('OWNER_UNREACHABLE', `the owner does not answer: ${reason}`, { cause });
  }
  return new MaiosError('OWNER_UNREACHABLE', `the server at ${target.url} does not answer: ${reason}`, {
    cause,
    fix: 'Check MAIOS_SERVER and that server. What was accepted goes on without this command.',
  });
}
