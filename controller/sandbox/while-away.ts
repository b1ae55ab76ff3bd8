import { setTimeout as wait } from 'node:timers/promises';

export interface Patience {
  /** Whether the error says that the other side is away and may come back. */
  readonly isAway: (error: unknown) => boolean;
  /** No attempt begins after this time. */
  readonly forMs: number;
  readonly firstWaitMs: number;
}

/** Tries again, at growing intervals, while the other side is away; then fails with the last error. */
export async function whileAway<T>(work: () => Promise<T>, { isAway, forMs, firstWaitMs }: Patience): Promise<T> {
  const end = performance.now() + forMs;
  for (let waitMs = firstWaitMs; ; waitMs *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error) || performance.now() + waitMs > end) throw error;
      await wait(waitMs);
    }
  }
}
