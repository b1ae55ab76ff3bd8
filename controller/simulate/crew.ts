import type { RunJob } from '../queue/queue.ts';

/** The workers, and the runs that wait for one. */
export interface Crew {
  readonly send: (job: RunJob) => void;
  readonly stop: (runId: string) => void;
  /** The next run, if a worker is free. */
  take(): RunJob | undefined;
  isWorking(runId: string): boolean;
}

export function createCrew(workers: number): Crew {
  const queued = new Map<string, RunJob>();
  const working = new Set<string>();
  return {
    send(job) {
      if (!working.has(job.runId)) queued.set(job.runId, job);
    },
    stop(runId) {
      queued.delete(runId);
      working.delete(runId);
    },
    take() {
      const next = working.size < workers ? queued.values().next().value : undefined;
      if (next === undefined) return undefined;
      queued.delete(next.runId);
      working.add(next.runId);
      return next;
    },
    isWorking: (runId) => working.has(runId),
  };
}
