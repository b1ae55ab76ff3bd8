import { type ApiClient } from './api-client.ts';
import { type CliDependencies } from './command-context.ts';
import { connect, type OwnerOptions, type StartedOwner } from './connect.ts';
import { printNotes } from './output/print-view.ts';
import { span } from './output/span.ts';

/** What a command that speaks to the API has at hand. */
export interface Session {
  readonly api: ApiClient;
  /** The owner, when it runs in this process and ends with it. */
  readonly owner: StartedOwner | undefined;
  /** Aborted at the first Ctrl-C. */
  readonly signal: AbortSignal;
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
  const off = deps.onInterrupt(() => interrupted.abort());
  try {
    const connection = await connect(deps.home, deps.startOwner, wanted);
    warnOfRunningOwner(deps, wanted, connection.owner);
    try {
      return await work({ api: connection.api, owner: connection.owner, signal: interrupted.signal });
    } finally {
      await connection.close();
    }
  } finally {
    off();
  }
}

function warnOfRunningOwner(deps: CliDependencies, wanted: OwnerOptions, owner: StartedOwner | undefined): void {
  if (owner !== undefined || !wanted.allowUnsafeSandbox) return;
  printNotes(deps.terminal, [
    [span('note: --allow-unsafe-sandbox is for the process that already runs to be started with', 'warn')],
  ]);
}
