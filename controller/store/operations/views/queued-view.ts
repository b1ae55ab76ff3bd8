/** Why a run, or a task that is ready for one, does not go on now. */
export const queuedReasons = [
  'paused',
  'suspended',
  'no-worker',
  'no-disk',
  'workers-busy',
  'model-busy',
  'agent-busy',
  'project-limit',
  'organization-quota',
] as const;
export type QueuedReason = (typeof queuedReasons)[number];

/** Waiting, and for what. */
export interface QueuedView {
  /** 1 is the next that a worker takes; null where there is no line, or it is not the line that is waited for. */
  readonly position: number | null;
  readonly reason: QueuedReason;
  /** What it waits for, for people: `a free worker (place 3)`. */
  readonly text: string;
}

/** Who could take runs now, over all processes. */
export interface Workforce {
  /** Workers that are alive. */
  readonly workers: number;
  /** Those that take nothing new because their disk is almost full. */
  readonly withoutDisk: number;
}

/** What a queued run may wait for. */
export interface QueuedRun {
  readonly position: number | undefined;
  readonly paused: boolean;
  readonly suspended: boolean;
  /** undefined: it is not known. */
  readonly workforce: Workforce | undefined;
}

/** What a queued run waits for: that which would have to end first. */
export function queuedViewOf({ position, paused, suspended, workforce }: QueuedRun): QueuedView {
  if (paused) return waiting('paused', 'everything to be resumed: maios resume --all');
  if (suspended) return waiting('suspended', 'the project to be resumed');
  const place = position === undefined ? '' : ` (place ${position})`;
  if (workforce?.workers === 0) return waiting('no-worker', `a worker: none is alive${place}`, position);
  if (workforce !== undefined && workforce.withoutDisk >= workforce.workers) {
    return waiting('no-disk', `free disk on the workers${place}`, position);
  }
  return waiting('workers-busy', `a free worker${place}`, position);
}

export function waiting(reason: QueuedReason, text: string, position?: number): QueuedView {
  return { position: position ?? null, reason, text };
}
