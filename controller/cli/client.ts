import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { problemType, errorOfProblem, type Problem } from '../api/problem.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { type ProjectEvent } from '../events/event.ts';
import { readSse } from './read-sse.ts';

/** Speaks to one API over the owner's socket. Every failure is a MaiosError, the one that the API had. */
export interface Client {
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T>;
  /** The project's events after `since`, and then each as it happens; reconnects and resumes by itself until the signal. */
  events(project: string, since: number, signal: AbortSignal): AsyncGenerator<ProjectEvent>;
}

const reconnectMs = 200;
const maxReconnects = 25;

export function createClient(socketPath: string): Client {
  return {
    get: async <T>(path: string, signal?: AbortSignal) =>
      parse<T>(await send(socketPath, { method: 'GET', path, signal })),
    post: async <T>(path: string, body: unknown, signal?: AbortSignal) =>
      parse<T>(await send(socketPath, { method: 'POST', path, body, signal })),
    events: (project, since, signal) => follow(socketPath, project, { since, signal }),
  };
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

async function send(socketPath: string, { method, path, body, accept, signal }: Call): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    Host: 'localhost',
    Accept: accept ?? 'application/json',
    ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  const outgoing = request({
    socketPath,
    method,
    path,
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
    throw cause instanceof MaiosError ? cause : unreachable(cause);
  }
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
  socketPath: string,
  project: string,
  { since, signal }: { readonly since: number; readonly signal: AbortSignal },
): AsyncGenerator<ProjectEvent> {
  let last = since;
  for (let failures = 0; !signal.aborted;) {
    try {
      const path = `/api/projects/${encodeURIComponent(project)}/events?since=${last}`;
      const response = await send(socketPath, { method: 'GET', path, accept: 'text/event-stream', signal });
      for await (const event of readSse(response)) {
        failures = 0;
        last = event.seq;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof MaiosError) || error.code === 'OWNER_UNREACHABLE') failures += 1;
      else throw error;
      if (failures > maxReconnects) throw error instanceof MaiosError ? error : unreachable(error);
    }
    await pause(reconnectMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function unreachable(cause: unknown): MaiosError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MaiosError('OWNER_UNREACHABLE', `the owner does not answer: ${reason}`, { cause });
}
