import { parentPort, workerData } from 'node:worker_threads';
import type { Job } from './job.ts';
import { jobs, type JobName } from './jobs.ts';
import { sendError, type FromJob, type JobSettings, type ToJob } from './job-message.ts';

// The thread of one job. What goes wrong at its start is told in answer to the first message.
const { name, from } = workerData as JobSettings;
const starting = start();
let line: Promise<void> = Promise.resolve();

parentPort?.on('message', (message: ToJob) => {
  line = line.then(async () => parentPort?.postMessage(await answer(message)));
});

async function start(): Promise<Job<unknown, unknown>> {
  // The other side is typed: the name is one of these, and what comes is what that job takes.
  const load = jobs[name as JobName] as () => Promise<(given: unknown) => Job<unknown, unknown>>;
  return (await load())(from);
}

async function answer(message: ToJob): Promise<FromJob> {
  try {
    const job = await starting;
    return { value: message === 'finish' ? await job.finish() : await job.take(message.piece) };
  } catch (error) {
    return { error: sendError(error) };
  }
}

starting.catch(() => undefined);
