/**
 * Why a run must stop without a result of its own: its lease is `lost` to another epoch, it was `stopped` from outside
 * (cancelled, or the process ends), it is `queued` again by itself, or its time is over (`timeout`, which does become a
 * result).
 */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
  readonly kind: 'lost' | 'stopped' | 'queued' | 'timeout';

  constructor(kind: RunStopped['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Whether the run goes on elsewhere or not at all, so that no result of it is wanted; a run out of time still has one. */
export function isTakenAway(signal: AbortSignal, thrown: unknown): boolean {
  const reason: unknown = signal.aborted ? signal.reason : thrown;
  return reason instanceof RunStopped && reason.kind !== 'timeout';
}
