import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { type FromWorker, type ToWorker, type WorkerSettings } from './worker-messages.ts';

// PGlite computes on the thread that it runs on: here, so that a long query never holds up heartbeats and the API.
await serve(workerData);

async function serve(settings: WorkerSettings): Promise<void> {
  const database = await PGlite.create({ dataDir: settings.dataDir, extensions: { vector } });
  // Messages are answered in the order in which they come: the wire protocol has no other way to match them.
  let last = Promise.resolve();
  parentPort?.on('message', (message: ToWorker) => {
    last = last.then(() => (message === 'close' ? close(database) : answer(database, message))).catch(fail);
  });
  send('ready');
}

async function answer(database: PGlite, bytes: Uint8Array): Promise<void> {
  send(await database.execProtocolRaw(bytes));
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
  parentPort?.postMessage(message);
}
