import { setTimeout as wait } from 'node:timers/promises';

export interface Patience {
  /** Whether the error says that the other side is away and may come back. */
  readonly isAway: (error: unknown) => boolean;
  /** The last attempt begins after this time. */
  readonly forMs: number;
  readonly firstWaitMs: number;
}

// Whoever is back is not kept waiting.
const longestWaitMs = 2000;

/** Tries again, at growing intervals, while the other side is away; then fails with the last error. */
export async function whileAway<T>(work: () => Promise<T>, { isAway, forMs, firstWaitMs }: Patience): Promise<T> {
  const end = performance.now() + forMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await work();
    } catch (error) {
      const leftMs = end - performance.now();
      if (!isAway(error) || leftMs <= 0) throw error;
      await wait(Math.min(waitMs, leftMs));
    }
  }
}
