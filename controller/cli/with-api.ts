import { MaiosError } from '../errors/maios-error.ts';
import type { ApiClient } from './api-client.ts';
import type { CliDependencies } from './command-context.ts';
import { connect, type Connection, connectTo, type OwnerOptions, type StartedOwner } from './connect.ts';
import { printNotes } from './output/print-view.ts';
import { span } from './output/span.ts';
import type { Terminal } from './terminal.ts';

/** What a command that speaks to the API has at hand. */
export interface Session {
  readonly api: ApiClient;
  /** The owner, when it runs in this process and ends with it. */
  readonly owner: StartedOwner | undefined;
  /** Aborted at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Asks; when the owner has gone meanwhile, one that is started in this process for this question alone. */
  ask<T>(question: (api: ApiClient) => Promise<T>): Promise<T>;
}

const answerOnly: OwnerOptions = { work: false, listen: false, allowUnsafeSandbox: false };

/** Runs the work with a connection to the owner, one in this process if need be, and leaves nothing behind. */
export async function withApi(
  deps: CliDependencies,
  work: (session: Session) => Promise<number>,
  options: Partial<OwnerOptions> = {},
): Promise<number> {
  const wanted = { ...answerOnly, ...options };
  const interrupted = new AbortController();
  const off = deps.onInterrupt(() => {
    interrupted.abort();
    // A second Ctrl-C ends the process at once: whatever was committed is safe.
    off();
  });
  try {
    const connection = await reach(deps, wanted);
    warnOfRunningOwner(deps, wanted, connection.owner);
    try {
      const { api, owner } = connection;
      return await work({
        api,
        owner,
        signal: interrupted.signal,
        ask: (question) => askSomebody(deps, api, question),
      });
    } finally {
      await connection.close();
    }
  } finally {
    off();
  }
}

async function reach(
  { home, startOwner, remote, terminal }: CliDependencies,
  wanted: OwnerOptions,
): Promise<Connection> {
  if (remote !== undefined) return connectTo(remote);
  const ready = sayStarting(terminal);
  try {
    return await connect(home, startOwner, wanted);
  } finally {
    ready();
  }
}

const silentMs = 500;

/** Says on a terminal that something is under way, where nothing else would be seen for a while. Call the result when it is done. */
function sayStarting({ isTty, stdout }: Terminal): () => void {
  if (!isTty) return () => {};
  let said = false;
  const timer = setTimeout(() => {
    said = true;
    stdout.write('starting …');
  }, silentMs);
  return () => {
    clearTimeout(timer);
    if (said) stdout.write('\r\u001B[K');
  };
}

// A process that only looks on is told of an end, and the owner may be gone before it has asked how it came out.
async function askSomebody<T>(
  deps: CliDependencies,
  api: ApiClient,
  question: (api: ApiClient) => Promise<T>,
): Promise<T> {
  try {
    return await question(api);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    const connection = await reach(deps, answerOnly);
    try {
      return await question(connection.api);
    } finally {
      await connection.close();
    }
  }
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof MaiosError && error.code === 'OWNER_UNREACHABLE';
}

function warnOfRunningOwner(deps: CliDependencies, wanted: OwnerOptions, owner: StartedOwner | undefined): void {
  if (owner !== undefined || !wanted.allowUnsafeSandbox) return;
  printNotes(deps.terminal, [
    [span('note: --allow-unsafe-sandbox is for the process that already runs to be started with', 'warn')],
  ]);
}
