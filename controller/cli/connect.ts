import { MaiosError } from '../errors/maios-error.ts';
import { createApiClient, type ApiClient } from './api-client.ts';
import { createClient, type ClientTarget } from './client.ts';
import { type Owner, readOwner } from '../store/owner-lock.ts';

/** How an owner is started in this process. */
export interface OwnerOptions {
  /** It also carries on with open projects; false: it only answers. */
  readonly work: boolean;
  /** It also listens on the configured host and port. */
  readonly listen: boolean;
  /**
   * It executes no run before its first declaration is in force: what was changed in the specs while nobody ran, a budget
   * for instance, counts for what was left to do.
   */
  readonly declaresFirst?: boolean;
  /** A real model may run code in the plain-process sandbox. */
  readonly allowUnsafeSandbox: boolean;
}

/** A part of the system that runs in this process. */
export interface StartedProcess {
  /** What it stands on, for people. */
  readonly lines: readonly string[];
  /** Stops within bounds; what is under way is safe, and resumed by others or by the next one. */
  close(): Promise<void>;
}

/** One that answers. */
export interface StartedOwner extends StartedProcess {
  readonly socketPath: string;
  /** Where it listens besides, as a URL. */
  readonly url?: string | undefined;
  /** Requests to the URL must show the token of this data folder. */
  readonly needsToken?: boolean;
}

export type StartOwner = (options: OwnerOptions) => Promise<StartedOwner>;

export interface ProcessOptions {
  /** Runs at the same time; MAIOS_CONCURRENCY when undefined. */
  readonly concurrency?: number | undefined;
  readonly allowUnsafeSandbox?: boolean | undefined;
}

export type StartProcess = (kind: 'worker' | 'beat', options: ProcessOptions) => Promise<StartedProcess>;

/** A way to the API, and what ends it. */
export interface Connection {
  readonly api: ApiClient;
  /** The owner when it was started here; undefined when another process is. */
  readonly owner: StartedOwner | undefined;
  close(): Promise<void>;
}

// An owner that is starting has the lock and no socket yet; one that is stopping, the other way round. Owners that only
// answer are other commands that are about to end; however many of them come, they are waited for and not counted.
const attempts = 30;
const attemptEveryMs = 200;

/** The API of a server elsewhere; whether it answers, the first question shows. */
export function connectTo(remote: ClientTarget): Connection {
  return { api: createApiClient(createClient(remote)), owner: undefined, close: () => Promise.resolve() };
}

/** How long an owner may take to say that it is there, in milliseconds. It does so at once, however much it has to do. */
const patienceMs = 10_000;

/**
 * The API of the folder's owner; when it has none, of one that is started in this process. Fails with OWNER_UNREACHABLE where
 * the owner lives and says nothing, as one that was stopped.
 */
export async function connect(
  home: string,
  startOwner: StartOwner,
  options: OwnerOptions,
  withinMs = patienceMs,
): Promise<Connection> {
  for (let silent = 0; ;) {
    const reached = await reachOwner(home, options.work, withinMs);
    if (typeof reached === 'object') return { api: reached, owner: undefined, close: () => Promise.resolve() };
    if (reached === 'nobody') silent += 1;
    try {
      const owner = await startOwner(options);
      return {
        api: createApiClient(createClient({ socketPath: owner.socketPath })),
        owner,
        close: () => owner.close(),
      };
    } catch (error) {
      if (!(error instanceof MaiosError) || error.code !== 'STORE_OWNED' || silent >= attempts) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, attemptEveryMs));
  }
}

async function reachOwner(home: string, work: boolean, withinMs: number): Promise<ApiClient | 'ending' | 'nobody'> {
  const owner = readOwner(home);
  if (owner?.socket === undefined) return 'nobody';
  const api = createApiClient(createClient({ socketPath: owner.socket }));
  const signal = AbortSignal.timeout(withinMs);
  try {
    const { works } = await api.health(signal);
    return works || !work ? api : 'ending';
  } catch (cause) {
    if (signal.aborted) throw silentOwner(home, owner, withinMs, cause);
    // A note that a killed owner left behind; whether the folder is free is for the lock to say.
    return 'nobody';
  }
}

function silentOwner(home: string, { pid }: Owner, withinMs: number, cause: unknown): MaiosError {
  const found = `process ${pid}, which owns ${home}, has said nothing for ${withinMs / 1000} s`;
  return new MaiosError('OWNER_UNREACHABLE', `expected an answer of the owner, found none: ${found}`, {
    cause,
    fix: `If it was stopped (Ctrl-Z), let it go on: kill -CONT ${pid}. Else end it: kill -9 ${pid}; nothing is lost.`,
  });
}
