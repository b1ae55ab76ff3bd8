import { setTimeout as wait } from 'node:timers/promises';
import { MaiosError } from '../errors/maios-error.ts';
import type { ModelRequest } from './model.ts';

/** Before the second attempt; each wait after it is four times as long. An endpoint that is asked too often needs longer. */
const firstDelayMs = { tooOften: 2000, other: 500 } as const;
const longestDelayMs = 60_000;
/** An endpoint that wants to be left alone for longer is given up: the run has other things to do with its time. */
const longestRetryAfterMs = 5 * 60_000;

/**
 * Calls again, at most `retries` times, while it fails with MODEL_UNAVAILABLE: after the time that the endpoint asked
 * for (`details.retryAfterMs`), else after an exponentially growing time with jitter. `onRetry` hears why, before the wait;
 * where it fails, so does this. An abort rejects with the signal's reason.
 */
export async function retryModel<T>(
  retries: number,
  { signal, onRetry }: Pick<ModelRequest, 'signal' | 'onRetry'>,
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof MaiosError)) throw error;
      const delayMs = attempt < retries ? delayBefore(error, attempt) : undefined;
      if (delayMs === undefined) throw error;
      await onRetry?.(error, delayMs);
      await pause(delayMs, signal);
    }
  }
}

function delayBefore({ code, details }: MaiosError, attempt: number): number | undefined {
  if (code !== 'MODEL_UNAVAILABLE') return undefined;
  const asked = details['retryAfterMs'];
  if (typeof asked === 'number') return asked <= longestRetryAfterMs ? asked : undefined;
  const first = details['status'] === 429 ? firstDelayMs.tooOften : firstDelayMs.other;
  return (0.5 + Math.random() / 2) * Math.min(longestDelayMs, first * 4 ** attempt);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
