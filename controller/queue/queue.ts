/** A message that wakes a worker: the run, at one epoch. The run's own row says everything else. */
export interface RunJob {
  readonly runId: string;
  readonly epoch: number;
}

/** What goes first when there is more than workers can take: what ends or unblocks a project before what begins more work. */
export const priorities = ['high', 'normal'] as const;
export type Priority = (typeof priorities)[number];

/** A job on its way. */
export interface SentJob extends RunJob {
  readonly priority: Priority;
}

/**
 * A port: wakes workers, at least once. PostgreSQL is the truth, so a lost or doubled job costs latency and no more:
 * a worker claims the run by its epoch, and a second claim finds nothing to do.
 * The job's identity is `runId.epoch`; sending one twice is a no-op while it waits or runs.
 * Messages carry a version; what a newer version sent and this one does not understand is left for the newer one.
 */
export interface RunQueue extends AsyncDisposable {
  /** Resolves when all of them are safe in the queue. Fails with QUEUE_UNAVAILABLE when it does not answer; some may be in it then. */
  send(jobs: readonly SentJob[]): Promise<void>;
  /** Starts `concurrency` workers. A handler that throws is reported to `onError`; it never stops the queue. */
  work(handler: (job: RunJob, signal: AbortSignal) => Promise<void>, options: WorkOptions): void;
  /** Stops the handler of this run, in whichever process it runs; a hint, which may get lost. */
  stop(runId: string, reason: string): Promise<void>;
  /** Jobs that wait for a worker. */
  waiting(): Promise<number>;
  /** Takes no more jobs; resolves when the handlers have ended, or `graceMs` later, when those left are aborted and awaited. */
  drain(graceMs: number): Promise<void>;
}

export interface WorkOptions {
  readonly concurrency: number;
  readonly onError: (error: unknown, job: RunJob) => void;
  /** Deliveries of one job after which its handler is not called any more, since it ends whoever works on it. */
  readonly maxDeliveries: number;
  /** Told of a job that was delivered more often; it is out of the queue when this has resolved. */
  readonly onDead: (job: RunJob, deliveries: number) => Promise<void>;
}
