/** A message that wakes a worker: the run, at one epoch. The run's own row says everything else. */
export interface RunJob {
  readonly runId: string;
  readonly epoch: number;
}

/**
 * A port: wakes workers, at least once. PostgreSQL is the truth, so a lost or doubled job costs latency and no more:
 * a worker claims the run by its epoch, and a second claim finds nothing to do.
 * The job's identity is `runId.epoch`; sending one twice is a no-op while it waits or runs.
 */
export interface RunQueue extends AsyncDisposable {
  send(job: RunJob): Promise<void>;
  /** Starts `concurrency` workers. A handler that throws is reported to `onError`; it never stops the queue. */
  work(handler: (job: RunJob, signal: AbortSignal) => Promise<void>, options: WorkOptions): void;
  /** Stops the handler of this run, wherever it runs. */
  stop(runId: string, reason: string): Promise<void>;
}

export interface WorkOptions {
  readonly concurrency: number;
  readonly onError: (error: unknown, job: RunJob) => void;
}
