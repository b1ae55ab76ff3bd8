import { type ChildProcess } from 'node:child_process';
import { type Writable } from 'node:stream';
import { catalogue, type ErrorCode } from '../errors/catalogue.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { asFields, type Fields } from './sandboxd/fields.ts';
import { limits } from './sandboxd/limits.ts';
import { createLineCutter } from './sandboxd/lines.ts';

/** Requests to one sandboxd, and their answers. */
export interface Session {
  /**
   * Fails with the code that sandboxd refuses with, or SANDBOX_UNAVAILABLE when it died or does not answer in time;
   * then the session is over.
   */
  request(
    op: string,
    fields: Fields,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Fields>;
  /** Ends the sandbox; resolves when its process is gone. */
  end(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Fields) => void;
  readonly reject: (error: MaiosError) => void;
}

const startTimeoutMs = 10_000;
// A sandbox that does not go by itself is killed.
const endTimeoutMs = 1000;
const keptStderrChars = 4000;

/** Speaks to a sandboxd that was just spawned; resolves when it says that it is ready. */
export async function openSession(child: ChildProcess): Promise<Session> {
  const session = createSession(child);
  try {
    await session.ready;
    return session;
  } catch (error) {
    await session.end();
    throw error;
  }
}

function createSession(child: ChildProcess): Session & { readonly ready: Promise<void> } {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null) throw new MaiosError('INTERNAL', 'expected pipes to the sandbox, found none');
  const waiting = new Map<unknown, Waiting>();
  let complaint = '';
  let over: MaiosError | undefined;
  let lastId = 0;
  const gone = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const fail = (reason: string): void => {
    over ??= new MaiosError('SANDBOX_UNAVAILABLE', complaint === '' ? reason : `${reason}: ${complaint.trim()}`);
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
    child.kill('SIGKILL');
  };
  const settle = (line: string): void => {
    const answer = parseAnswer(line);
    // A program in the sandbox can write to sandboxd's output: nonsense ends the sandbox, not this process.
    if (answer === undefined) return fail('expected an answer from the sandbox, found something else');
    const id = answer['ready'] === true ? 0 : answer['id'];
    const call = waiting.get(id);
    waiting.delete(id);
    if (answer['ok'] === false) call?.reject(toError(answer));
    else call?.resolve(answer);
  };
  const expectAnswer = (id: number, timeoutMs: number, op: string): Promise<Fields> =>
    new Promise<Fields>((resolve, reject) => {
      if (over !== undefined) return reject(over);
      const timer = setTimeout(() => fail(`expected an answer to ${op} within ${timeoutMs} ms, found none`), timeoutMs);
      const settled =
        <T>(act: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          act(value);
        };
      waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
    });

  stdout.on(
    'data',
    createLineCutter({
      maxBytes: limits.answerBytes,
      onLine: settle,
      onTooLong: () => fail(`expected at most ${limits.answerBytes} bytes an answer`),
    }),
  );
  stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-keptStderrChars)));
  stdin.on('error', () => undefined);
  child.once('error', (error) => fail(error.message));
  child.once('close', (code, signal) => fail(`the sandbox ended with ${signal ?? `exit code ${code}`}`));

  return {
    ready: expectAnswer(0, startTimeoutMs, 'start').then(() => undefined),
    async request(op, fields, { timeoutMs, signal }) {
      lastId += 1;
      const id = lastId;
      const line = `${JSON.stringify({ id, op, ...fields })}\n`;
      assertFits(line);
      const answer = expectAnswer(id, timeoutMs, op);
      stdin.write(line);
      return withCancel(answer, signal, () => cancel(stdin, id));
    },
    async end() {
      over ??= new MaiosError('SANDBOX_UNAVAILABLE', 'the sandbox was closed');
      stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

async function withCancel(
  answer: Promise<Fields>,
  signal: AbortSignal | undefined,
  cancelIt: () => void,
): Promise<Fields> {
  if (signal?.aborted === true) cancelIt();
  signal?.addEventListener('abort', cancelIt, { once: true });
  try {
    return await answer;
  } finally {
    signal?.removeEventListener('abort', cancelIt);
  }
}

// Its own answer has an id that nobody waits for.
function cancel(stdin: Writable, target: number): void {
  stdin.write(`${JSON.stringify({ id: `cancel ${target}`, op: 'cancel', target })}\n`);
}

function assertFits(line: string): void {
  const bytes = Buffer.byteLength(line);
  if (bytes <= limits.requestBytes) return;
  throw new MaiosError('SANDBOX_LIMIT', `expected a call of at most ${limits.requestBytes} bytes, found ${bytes}`);
}

function parseAnswer(line: string): Fields | undefined {
  try {
    return asFields(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function toError(answer: Fields): MaiosError {
  const code = answer['code'];
  return new MaiosError(isErrorCode(code) ? code : 'SANDBOX_UNAVAILABLE', String(answer['message']));
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(catalogue, code);
}
