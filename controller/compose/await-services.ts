import { setTimeout as sleep } from 'node:timers/promises';
import { MaiosError } from '../errors/maios-error.ts';

export interface Awaiting {
  /** For people: what is waited for, and where it is. */
  readonly what: string;
  readonly withinMs: number;
  /** Told once, when there is something to wait for. */
  readonly onWait: (line: string) => void;
}

const everyMs = 500;

/**
 * Tries until it succeeds: a database may come up after the processes that need it. What cannot mend itself, and what
 * does not within the time, is thrown.
 */
export async function awaitService<T>(start: () => Promise<T>, { what, withinMs, onWait }: Awaiting): Promise<T> {
  const end = performance.now() + withinMs;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await start();
    } catch (error) {
      if (!isComing(error) || performance.now() > end) throw error;
      if (attempts === 1) onWait(`waiting for ${what}, at most ${Math.round(withinMs / 1000)} s\n`);
    }
    await sleep(everyMs);
  }
}

// A wrong password or a database that does not exist stays so, though the server does answer with the same code.
function isComing(error: unknown): boolean {
  if (!(error instanceof MaiosError) || error.code !== 'STORE_UNAVAILABLE') return false;
  return !/SQLSTATE (28|3D)/.test(error.message);
}
