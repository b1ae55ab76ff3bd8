import { type Clock } from '../clock/clock.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { type Tx } from './store.ts';

interface TxContext {
  readonly clock: Clock;
  /** Projects that got events in this transaction so far. */
  readonly rings: Set<string>;
}

const contexts = new WeakMap<Tx, TxContext>();

/** Called by the store alone, once for each transaction; the set grows with the transaction. */
export function beginContext(tx: Tx, clock: Clock): ReadonlySet<string> {
  const rings = new Set<string>();
  contexts.set(tx, { clock, rings });
  return rings;
}

/** Notes that the project gets events in this transaction, so that its followers are woken after the commit. */
export function ringAfterCommit(tx: Tx, projectId: string): void {
  contextOf(tx).rings.add(projectId);
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
