import type { Tx } from './tx.ts';

/**
 * Being the one process that may reconcile, hold due times and reap, or waiting to be it. Whoever leads guards each
 * transaction that it commits as the leader: what a former leader still writes is refused, however long it was frozen.
 */
export interface Leadership extends AsyncDisposable {
  /** The number of this leadership, which rises with each takeover; undefined while another process leads, or none. */
  epoch(): number | undefined;
  /** Called whenever this process begins to lead, with the epoch, or ceases to, with undefined. Returns how to stop it. */
  onChange(listener: (epoch: number | undefined) => void): () => void;
  /**
   * The first thing in a transaction of the leader, with the epoch for which it is made. Fails with NOT_LEADING when this
   * process does not lead, or leads again under another epoch; otherwise nobody takes over before the transaction has ended.
   */
  guard(tx: Tx, epoch: number): Promise<void>;
}

/** How often, and after how long; milliseconds. */
export interface LeadershipTiming {
  /** A candidate asks this often whether nobody leads. */
  readonly pollMs: number;
  /** The leader shows this often that it is alive, and candidates look as often whether it is. Nothing is written for it. */
  readonly beatMs: number;
  /** A leader that was silent for so long is frozen, and loses its session. */
  readonly silentMs: number;
}

export const defaultTiming: LeadershipTiming = { pollMs: 1000, beatMs: 3000, silentMs: 15_000 };
