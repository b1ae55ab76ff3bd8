import { AsyncLocalStorage } from 'node:async_hooks';
import { MaiosError } from '../errors/maios-error.ts';
import { toStoreError } from './store-error.ts';

/** What every piece of work on the database passes through. */
export interface Gate {
  /** Does the work; what the database throws comes out as a MaiosError. Refuses work inside of work, and after `shut`. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  /** Lets nothing in any more; returns when the last work has ended, lest it lose its connection under way. */
  shut(): Promise<void>;
}

export function createGate(): Gate {
  const current = new AsyncLocalStorage<{ open: boolean }>();
  const inside = new Set<Promise<unknown>>();
  let isShut = false;

  async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (isShut) throw new MaiosError('STORE_UNAVAILABLE', 'the store is closed');
    if (current.getStore()?.open === true) throw new MaiosError('STORE_BUG', nested);
    const marker = { open: true };
    const working = current.run(marker, work);
    inside.add(working);
    try {
      return await working;
    } catch (thrown) {
      throw toStoreError(thrown);
    } finally {
      marker.open = false;
      inside.delete(working);
    }
  }

  async function shut(): Promise<void> {
    isShut = true;
    await Promise.allSettled(inside);
  }

  return { pass, shut };
}

// With one session, a query that waits for the transaction around it waits for ever: better an error than silence.
const nested = 'expected operations of the open transaction, found a second transaction inside of it';
