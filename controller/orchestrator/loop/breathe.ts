import { setImmediate as nextTurn } from 'node:timers/promises';

/** Called between two pieces of long work: lets the event loop go on when it was held for too long. */
export type Breathe = () => Promise<void>;

const heldMs = 10;

/** Real time, whatever clock the store has: it is this process that must not be held up. */
export function createBreathe(): Breathe {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < heldMs) return;
    await nextTurn();
    last = performance.now();
  };
}

/** For work that is known to be short. */
export const withoutPause: Breathe = async () => undefined;
