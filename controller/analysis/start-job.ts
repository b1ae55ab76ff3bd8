import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MaiosError } from '../errors/maios-error.ts';
import { receiveError, type FromJob, type JobSettings, type ToJob } from './job-message.ts';
import type { FromOf, JobName, PieceOf, ResultOf } from './jobs.ts';

/** A job that is under way. Disposing of it ends its thread, whatever it is doing. */
export interface Work<Piece, Result> extends AsyncDisposable {
  /** Returns when the job has taken the piece, so that no more than one waits in memory. */
  feed(piece: Piece): Promise<void>;
  finish(): Promise<Result>;
}

/** What a job may hold in memory before its thread is ended; the process around it goes on. */
const maxMiB = 1024;

/**
 * Starts a job in a thread of its own, so that the event loop never waits for it. Everything fails with what the job
 * failed with, with the signal's reason once that is aborted, or with INTERNAL when the thread ended by itself.
 */
export function startJob<Name extends JobName>(
  name: Name,
  from: FromOf<Name>,
  signal?: AbortSignal,
): Work<PieceOf<Name>, ResultOf<Name>> {
  signal?.throwIfAborted();
  const worker = startWorker({ name, from });
  const ask = askInTurn(worker);
  const end = async (): Promise<void> => {
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  };
  const abort = (): void => {
    ask.fail(signal?.reason instanceof Error ? signal.reason : ended('it was called off'));
    void end();
  };
  signal?.addEventListener('abort', abort, { once: true });
  return {
    feed: async (piece) => void (await ask.send({ piece })),
    // The types of both ends come from one table.
    finish: async () => (await ask.send('finish')) as ResultOf<Name>,
    [Symbol.asyncDispose]: end,
  };
}

/** A job that needs no more than what it is started with. */
export async function runJob<Name extends JobName>(
  name: Name,
  from: FromOf<Name>,
  signal?: AbortSignal,
): Promise<ResultOf<Name>> {
  await using work = startJob(name, from, signal);
  return await work.finish();
}

function startWorker(settings: JobSettings): Worker {
  // The same extension as this file: .ts where types are stripped, .js in dist/.
  const file = new URL(`./job-worker${extname(import.meta.url)}`, import.meta.url);
  return new Worker(file, { workerData: settings, resourceLimits: { maxOldGenerationSizeMb: maxMiB } });
}

/** Questions to a thread that answers each of them in order; when the thread ends, so do those that wait. */
function askInTurn(worker: Worker) {
  const waiting: PromiseWithResolvers<unknown>[] = [];
  let death: Error | undefined;
  const fail = (reason: Error): void => {
    death ??= reason;
    for (const { reject } of waiting.splice(0)) reject(death);
  };
  worker.on('message', (message: FromJob) => {
    const asked = waiting.shift();
    if ('error' in message) asked?.reject(receiveError(message.error));
    else asked?.resolve(message.value);
  });
  worker.on('error', (cause) => fail(ended(cause instanceof Error ? cause.message : String(cause))));
  worker.on('exit', () => fail(ended('it was stopped')));
  const send = async (message: ToJob): Promise<unknown> => {
    if (death !== undefined) throw death;
    const asked = Promise.withResolvers<unknown>();
    waiting.push(asked);
    worker.postMessage(message);
    return asked.promise;
  };
  return { send, fail };
}

function ended(reason: string): MaiosError {
  return new MaiosError('INTERNAL', `expected an answer of the analysis thread, found that it ended: ${reason}`);
}
