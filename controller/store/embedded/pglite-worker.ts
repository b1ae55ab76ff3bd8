import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { joinBytes } from './join-bytes.ts';
import { LogKeeper } from './log-keeper.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

// The operating system caches the files as well: a quarter of PostgreSQL's default saves 100 MiB of memory.
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

// PGlite computes on the thread that it runs on: here, so that a long query never holds up heartbeats and the API.
await serve(workerData as WorkerSettings);

async function serve(settings: WorkerSettings): Promise<void> {
  const database = await PGlite.create({ dataDir: settings.dataDir, extensions: { vector }, startParams });
  const log = new LogKeeper(database);
  // Messages are answered in the order in which they come: the wire protocol has no other way to match them.
  let last = Promise.resolve();
  parentPort?.on('message', (message: ToWorker) => {
    last = last.then(() => (message === 'close' ? close(database) : answer(database, log, message))).catch(fail);
  });
  send('ready');
}

async function answer(database: PGlite, log: LogKeeper, bytes: Uint8Array): Promise<void> {
  const answered = await carryOut(database, bytes);
  const isIdle = isOutsideTransaction(answered);
  send(answered);
  if (isIdle) await log.keep();
}

// As a stream, since PGlite else parses each answer here, which the client at the other end does again. What it hands over
// is a view of the memory of the database: it must be copied at once. Files in a folder need no `syncToFs`.
async function carryOut(database: PGlite, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  const onRawData = (part: Uint8Array): void => void parts.push(part.slice());
  await database.execProtocolRawStream(bytes, { onRawData, syncToFs: false });
  // PGlite keeps the callback, and with it the parts, until it is asked again.
  return joinBytes(parts.splice(0));
}

// An answer ends with ReadyForQuery, and that with the state of the session: I is idle, T and E are in a transaction.
function isOutsideTransaction(answered: Uint8Array): boolean {
  return answered.at(-1) === 'I'.charCodeAt(0);
}

async function close(database: PGlite): Promise<void> {
  await database.close();
  parentPort?.close();
}

// After a panic the memory of the database cannot be trusted: the thread ends, and what was committed is on disk.
function fail(error: unknown): never {
  throw error instanceof Error ? error : new Error(String(error));
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message, message === 'ready' ? [] : [message.buffer]);
}
