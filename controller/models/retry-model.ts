import { setTimeout as wait } from 'node:timers/promises';
import { MaiosError } from '../errors/maios-error.ts';

const firstDelayMs = 500;
const longestDelayMs = 8000;
/** An endpoint that wants to be left alone for longer is given up; the escalation rules wait better than a worker. */
const longestRetryAfterMs = 60_000;

/**
 * Calls again, at most `retries` times, while it fails with MODEL_UNAVAILABLE: after the time that the endpoint asked
 * for (`details.retryAfterMs`), else after an exponentially growing time with full jitter.
 * An abort rejects with the signal's reason.
 */
export async function retryModel<T>(retries: number, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      const delayMs = attempt < retries ? delayBefore(error, attempt) : undefined;
      if (delayMs === undefined) throw error;
      await pause(delayMs, signal);
    }
  }
}

function delayBefore(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof MaiosError) || error.code !== 'MODEL_UNAVAILABLE') return undefined;
  const asked = error.details['retryAfterMs'];
  if (typeof asked === 'number') return asked <= longestRetryAfterMs ? asked : undefined;
  return Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
