import { type Tx } from './store.ts';

const rings = new WeakMap<Tx, Set<string>>();

/** The projects that got events in this transaction so far; the set grows with it. */
export function rungBy(tx: Tx): ReadonlySet<string> {
  return setOf(tx);
}

/** Notes that the project gets events in this transaction, so that its followers are woken after the commit. */
export function ringAfterCommit(tx: Tx, projectId: string): void {
  setOf(tx).add(projectId);
}

function setOf(tx: Tx): Set<string> {
  const found = rings.get(tx) ?? new Set<string>();
  rings.set(tx, found);
  return found;
}
