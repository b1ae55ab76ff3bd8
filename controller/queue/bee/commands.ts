import type BeeQueue from 'bee-queue';
import { beeJob, evalScript, loadScripts, isNoScript, type BeeJob } from './client.ts';
import { addHigh, dropWaiting, takeBackStalled } from './scripts.ts';
import type { SentJob } from '../queue.ts';
import { jobId, writeRunMessage } from '../run-message.ts';

const mostPassed = 64;
const highestEpoch = 63;

/** Adds jobs, those of high priority before the others; one that is in the queue already stays as it is. */
export async function addJobs(queue: BeeQueue, jobs: readonly SentJob[]): Promise<void> {
  const beeJobs = (priority: SentJob['priority']): readonly BeeJob[] =>
    jobs.filter((job) => job.priority === priority).map((job) => beeJob(queue, jobId(job), writeRunMessage(job)));
  const ahead = beeJobs('high').map(async (job) =>
    evalScript(queue, addHigh, ['jobs', 'waiting'], [job.id, job.toData(), String(mostPassed)]),
  );
  const normal = beeJobs('normal');
  // It resolves when jobs could not be saved, with the errors in what it gives.
  const [errors] = await Promise.all([normal.length === 0 ? noErrors : queue.saveAll([...normal]), ...ahead]);
  for (const error of errors.values()) throw error;
}

const noErrors: ReadonlyMap<unknown, Error> = new Map();

/** Takes the run's jobs from those that wait. */
export async function dropJobs(queue: BeeQueue, runId: string): Promise<void> {
  await evalScript(queue, dropWaiting, ['jobs', 'waiting'], [runId, String(highestEpoch)]);
}

export async function countWaiting(queue: BeeQueue): Promise<number> {
  return (await queue.checkHealth()).waiting;
}

/** Gives jobs of workers without a sign of life to others. */
export async function takeBack(queue: BeeQueue, stallMs: number): Promise<void> {
  await evalScript(queue, takeBackStalled, ['stallBlock', 'stalling', 'waiting', 'active', 'jobs'], [String(stallMs)]);
}

/** Carries out a command, and once more when Redis had forgotten the script for it. */
export async function healed<T>(queue: BeeQueue, command: (queue: BeeQueue) => Promise<T>): Promise<T> {
  try {
    return await command(queue);
  } catch (error) {
    if (!isNoScript(error)) throw error;
    await loadScripts(queue);
    return command(queue);
  }
}
