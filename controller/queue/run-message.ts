import { priorities, type Priority, type RunJob, type SentJob } from './queue.ts';

/** What a job is on its way through Redis. `stalls` is how often it was taken back from a worker that gave no sign of life. */
export interface RunMessage extends RunJob {
  readonly v: 1;
  readonly priority: Priority;
  readonly stalls: number;
}

/** The version is in the queue's name: what a newer one sends never reaches a worker that does not understand it. */
export const messageVersion = 1;

/** The identity of a job. */
export function jobId({ runId, epoch }: RunJob): string {
  return `${runId}.${epoch}`;
}

export function writeRunMessage({ runId, epoch, priority }: SentJob): RunMessage {
  return { v: messageVersion, runId, epoch, priority, stalls: 0 };
}

/** undefined: nothing that this system sent. */
export function readRunMessage(data: unknown): RunMessage | undefined {
  return isRunMessage(data) ? data : undefined;
}

function isRunMessage(data: unknown): data is RunMessage {
  if (typeof data !== 'object' || data === null) return false;
  const { v, runId, epoch, priority, stalls } = data as Partial<Record<keyof RunMessage, unknown>>;
  return (
    v === messageVersion &&
    typeof runId === 'string' &&
    typeof epoch === 'number' &&
    typeof stalls === 'number' &&
    priorities.some((known) => known === priority)
  );
}
