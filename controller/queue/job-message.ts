import type { Beside } from '../store/insert-row.ts';
import { type OutboxMessage, put, putBeside, type Putting } from '../store/operations/outbox/put.ts';
import type { Scope } from '../store/scope.ts';
import type { Tx } from '../store/store.ts';
import { priorities, type SentJob } from './queue.ts';

/** A job whose message waits in the outbox, so that it is sent even if whoever commits it dies at once. */
export interface Outgoing extends SentJob {
  readonly message: string;
}

export const jobTopic = 'run';
/** The version of the message; one of another version is left to the processes that know it. */
export const jobVersion = 1;

/** Puts the messages of jobs in the outbox, in the transaction that makes the jobs. */
export async function putJobs(
  tx: Tx,
  scope: Scope,
  now: number,
  jobs: readonly SentJob[],
): Promise<readonly Outgoing[]> {
  return outgoing(jobs, await put(tx, scope, now, messagesOf(jobs)));
}

/** The same within the statement that inserts the runs. */
export function putJobsBeside(
  scope: Scope,
  now: number,
  jobs: readonly SentJob[],
): { readonly jobs: readonly Outgoing[]; readonly beside: Beside } {
  const { ids, beside } = putBeside(scope, now, messagesOf(jobs));
  return { jobs: outgoing(jobs, ids), beside };
}

function messagesOf(jobs: readonly SentJob[]): Putting {
  const payloads = jobs.map(({ runId, epoch, priority }) => ({ v: jobVersion, runId, epoch, priority }));
  return { topic: jobTopic, payloads };
}

function outgoing(jobs: readonly SentJob[], ids: readonly string[]): readonly Outgoing[] {
  return jobs.map((job, index) => ({ ...job, message: ids[index] ?? '' }));
}

/** The job of a message of this version; undefined where it is none. */
export function readJob({ payload }: OutboxMessage): SentJob | undefined {
  const { runId, epoch, priority } = payload;
  const known = priorities.find((each) => each === priority);
  if (typeof runId !== 'string' || typeof epoch !== 'number' || known === undefined) return undefined;
  return { runId, epoch, priority: known };
}
