import type { Clock } from '../clock/clock.ts';
import { MaiosError } from '../errors/maios-error.ts';
import type { Told, Tx } from './store.ts';

interface TxContext {
  readonly clock: Clock;
  /** What this transaction has to tell so far. */
  readonly told: { readonly [K in keyof Told]: Set<string> };
}

const contexts = new WeakMap<Tx, TxContext>();

/** Called by the store alone, once for each transaction; the sets grow with the transaction. */
export function beginContext(tx: Tx, clock: Clock): Told {
  const told = { events: new Set<string>(), changed: new Set<string>(), freed: new Set<string>() };
  contexts.set(tx, { clock, told });
  return told;
}

/** Notes what is told after the commit: the id of a project, or the name of an agent. */
export function tellAfterCommit(tx: Tx, what: keyof Told, id: string): void {
  contextOf(tx).told[what].add(id);
}

/** The time of the store's clock. */
export function timeOf(tx: Tx): Date {
  return new Date(contextOf(tx).clock.now());
}

function contextOf(tx: Tx): TxContext {
  const found = contexts.get(tx);
  if (found === undefined)
    throw new MaiosError('STORE_BUG', 'expected a transaction of the store, found another manager');
  return found;
}
