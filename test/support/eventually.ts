import { setTimeout as wait } from 'node:timers/promises';

/** Calls until it does not throw, and gives what it returned; fails with the last error when the time is over. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  options: { readonly timeoutMs?: number } = {},
): Promise<T> {
  const end = Date.now() + (options.timeoutMs ?? 20_000);
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await wait(10);
    }
  }
}
