const longestMs = 2000;

/**
 * How long to wait before a try to connect again, counted from 1. The first ones come quickly, since most outages are
 * restarts; the spread keeps processes from coming back in one wave.
 */
export function pauseBeforeMs(attempt: number): number {
  return Math.min(25 * 2 ** Math.min(attempt, 10), longestMs) * (0.75 + Math.random() / 2);
}
