import { statfsSync } from 'node:fs';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MaiosError } from '../../errors/maios-error.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';
import { WireDuplex } from './wire-duplex.ts';

/** An embedded database in a thread of its own. */
export interface PgliteLink {
  /** A connection to it; there is one session, so there can be one at a time. */
  connect(): WireDuplex;
  /** Returns when everything is on disk and the thread has ended. */
  close(): Promise<void>;
}

/** Starts the embedded database in `dataDir`, which is made when absent. Fails with STORE_UNAVAILABLE or DISK_FULL. */
export async function startPglite(dataDir: string): Promise<PgliteLink> {
  const worker = startWorker({ dataDir });
  const life = watch(worker, dataDir);
  await life.ready;
  return {
    connect: () => life.connect(),
    close: async () => {
      post(worker, 'close');
      await life.ended;
    },
  };
}

function startWorker(settings: WorkerSettings): Worker {
  // The same extension as this file: .ts where types are stripped, .js in dist/.
  const file = new URL(`./pglite-worker${extname(import.meta.url)}`, import.meta.url);
  return new Worker(file, { workerData: settings });
}

// A thread that ends takes its connection with it, so that every query that waits fails, and every later one.
function watch(worker: Worker, dataDir: string) {
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let duplex: WireDuplex | undefined;
  let death: MaiosError | undefined;
  worker.on('message', (message: FromWorker) => {
    if (message === 'ready') ready.resolve();
    else duplex?.push(message);
  });
  worker.on('error', (error) => (death = describeDeath(error, dataDir)));
  worker.on('exit', () => {
    death ??= new MaiosError('STORE_UNAVAILABLE', 'the embedded database is closed');
    ready.reject(death);
    duplex?.destroy(death);
    ended.resolve();
  });
  const connect = (): WireDuplex => {
    duplex = new WireDuplex((bytes) => {
      if (bytes[0] !== terminate) post(worker, bytes);
    });
    if (death !== undefined) duplex.destroy(death);
    return duplex;
  };
  return { ready: ready.promise, ended: ended.promise, connect };
}

// A client that says goodbye must not end the one session; closing does that.
const terminate = 'X'.charCodeAt(0);

// What is sent moves there: nothing is copied.
function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message, message === 'close' ? [] : [message.buffer]);
}

// PostgreSQL reserves its log in files of this size, and panics when it cannot.
const logSegmentBytes = 16 * 1024 * 1024;

function describeDeath(cause: unknown, dataDir: string): MaiosError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (freeBytes(dataDir) < logSegmentBytes) {
    return new MaiosError('DISK_FULL', `no space is left for the database in ${dataDir}`, { cause });
  }
  return new MaiosError('STORE_UNAVAILABLE', `the embedded database in ${dataDir} stopped: ${reason}`, {
    cause,
    fix: 'Start maios again: what was committed is on disk. If it stops again its files are damaged: restore a backup into another MAIOS_HOME.',
  });
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
