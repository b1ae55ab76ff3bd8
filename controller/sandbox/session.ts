import { catalogue, type ErrorCode } from '../errors/catalogue.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { createPendingCalls, type PendingCalls } from './pending-calls.ts';
import { asFields, type Fields } from './sandboxd/fields.ts';
import { limits } from './sandboxd/limits.ts';
import { createLineCutter } from './sandboxd/lines.ts';
import type { Transport } from './transport.ts';

/** Requests to one sandboxd, and their answers. */
export interface Session {
  /**
   * Fails with the code that sandboxd refuses with, or SANDBOX_UNAVAILABLE when it died or does not answer in time;
   * then the session is over. The signal cancels an exec, which then answers as ended by a signal.
   */
  request(
    op: string,
    fields: Fields,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Fields>;
  /** Resolves when the sandbox is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Ends the sandbox; resolves when it is gone. */
  end(): Promise<void>;
}

// Generous, because many may start at the same time on a small machine.
const startTimeoutMs = 30_000;
// A sandbox that does not go by itself is killed.
const endTimeoutMs = 1000;
const keptStderrChars = 4000;
// Ids of calls count from 1; this one waits for `{ready: true}`.
const readyId = 0;

/** Speaks to a sandboxd that was just started; resolves when it says that it is ready. */
export async function openSession(transport: Transport): Promise<Session> {
  const calls = createPendingCalls();
  const line = attend(transport, calls);
  const call = (id: number, op: string, timeoutMs: number): Promise<Fields> =>
    calls.wait(id, timeoutMs, () => line.fail(`expected an answer to ${op} within ${timeoutMs} ms, found none`));
  const end = ending(transport, line.gone, calls.endAll);
  try {
    await call(readyId, 'start', startTimeoutMs);
  } catch (error) {
    await end();
    throw error;
  }
  let lastId = readyId;
  return {
    async request(op, fields, { timeoutMs, signal }) {
      lastId += 1;
      const id = lastId;
      const text = toLine({ id, op, ...fields });
      const answer = call(id, op, timeoutMs);
      transport.write(text);
      return withCancel(answer, signal, () =>
        transport.write(toLine({ id: `cancel ${id}`, op: 'cancel', target: id })),
      );
    },
    gone: line.gone,
    end,
  };
}

interface Line {
  /** Ends the sandbox and all its calls, with a reason and what it said last. */
  readonly fail: (reason: string) => void;
  readonly gone: Promise<void>;
}

function attend(transport: Transport, calls: PendingCalls): Line {
  let said = '';
  const endAll = (reason: string): void =>
    calls.endAll(new MaiosError('SANDBOX_UNAVAILABLE', said.trim() === '' ? reason : `${reason}: ${said.trim()}`));
  const fail = (reason: string): void => {
    endAll(reason);
    transport.kill();
  };
  const gone = new Promise<void>((resolve) => {
    transport.listen({
      output: createLineCutter(answerHandling(calls.settle, fail)),
      said: (chunk) => (said = (said + chunk.toString()).slice(-keptStderrChars)),
      gone: (how) => {
        endAll(how);
        resolve();
      },
    });
  });
  return { fail, gone };
}

// A program in the sandbox can write to sandboxd's output: nonsense there ends the sandbox, not this process.
function answerHandling(settle: (id: unknown, answer: Fields | MaiosError) => void, fail: (reason: string) => void) {
  return {
    maxBytes: limits.answerBytes,
    onLine: (line: string): void => {
      const answer = parseAnswer(line);
      if (answer === undefined) fail('expected an answer from the sandbox, found something else');
      else settle(answer['ready'] === true ? readyId : answer['id'], answer['ok'] === false ? toError(answer) : answer);
    },
    onTooLong: (): void => fail(`expected at most ${limits.answerBytes} bytes an answer`),
  };
}

function ending(transport: Transport, gone: Promise<void>, endAll: (error: MaiosError) => void): () => Promise<void> {
  return async () => {
    endAll(new MaiosError('SANDBOX_UNAVAILABLE', 'the sandbox was closed'));
    transport.end();
    const timer = setTimeout(() => transport.kill(), endTimeoutMs);
    await gone;
    clearTimeout(timer);
  };
}

async function withCancel<T>(answer: Promise<T>, signal: AbortSignal | undefined, cancel: () => void): Promise<T> {
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await answer;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function toLine(request: Fields): string {
  const line = `${JSON.stringify(request)}\n`;
  const bytes = Buffer.byteLength(line);
  if (bytes <= limits.requestBytes) return line;
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
