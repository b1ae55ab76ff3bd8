import { join } from 'node:path';
import { type Clock, systemClock } from '../../clock/clock.ts';
import { assertNotMoved } from '../moved-home.ts';
import { acquireOwnerLock } from '../owner-lock.ts';
import { assertNotBeheaded } from './assert-not-beheaded.ts';
import { type PgliteLink, startPglite } from './pglite-link.ts';

export interface EmbeddedOptions {
  /** The data folder; the database lives in `database/` there. */
  readonly home: string;
  /** When undefined, the time of this machine, or that of the server where a store is opened on one. */
  readonly clock?: Clock | undefined;
  /** Where the owner serves the API; written for those who ask who owns it. */
  readonly socket?: string | undefined;
  /** Opens a data folder whose content was moved to a server. */
  readonly evenIfMoved?: boolean | undefined;
}

/** An embedded database that is coming up in a thread of its own, and the lock of its data folder until it is disposed of. */
export interface EmbeddedDatabase extends AsyncDisposable {
  /** Fails with STORE_OWNED, STORE_MOVED, STORE_DAMAGED, STORE_UNAVAILABLE or DISK_FULL. */
  readonly opened: Promise<Pick<PgliteLink, 'connect'>>;
}

/** Takes the data folder and begins to open its database. Whoever does so early can load the rest of the program meanwhile. */
export function openEmbedded(options: EmbeddedOptions): EmbeddedDatabase {
  const closers = new AsyncDisposableStack();
  const opened = open(options, closers);
  // For whoever waits for it; nobody may do so any more when something else failed first.
  const settled = opened.then(
    () => undefined,
    () => undefined,
  );
  return { opened, [Symbol.asyncDispose]: async () => settled.then(async () => closers.disposeAsync()) };
}

async function open(options: EmbeddedOptions, closers: AsyncDisposableStack): Promise<PgliteLink> {
  const { home, socket, clock = systemClock } = options;
  const startedAt = new Date(clock.now()).toISOString();
  closers.use(acquireOwnerLock(home, { pid: process.pid, startedAt, ...(socket === undefined ? {} : { socket }) }));
  if (options.evenIfMoved !== true) assertNotMoved(home);
  const dataDir = join(home, 'database');
  assertNotBeheaded(dataDir);
  const link = await startPglite(dataDir);
  closers.defer(async () => link.close());
  return link;
}
