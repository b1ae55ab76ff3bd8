import type { Bus } from '../events/bus.ts';
import type { RunQueue } from '../queue/queue.ts';
import type { Ephemeral } from '../memory/ephemeral.ts';

/** What connects the processes of a system: each only wakes, and may lose what is in it. */
export interface Links {
  readonly bus: Bus;
  readonly queue: RunQueue;
  /** What is shared and may be forgotten. */
  readonly ephemeral: Ephemeral;
  /** Fails with QUEUE_UNAVAILABLE when Redis does not answer; undefined where there is none. */
  readonly pingRedis: (() => Promise<void>) | undefined;
}

export interface Opening {
  readonly onFault: (error: unknown) => void;
  /** Told once, when Redis is waited for. */
  readonly onWait: (line: string) => void;
  readonly withinMs: number;
}
