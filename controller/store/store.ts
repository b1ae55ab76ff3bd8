import type { Clock } from '../clock/clock.ts';
import type { EmbeddedDatabase, EmbeddedOptions } from './embedded/open-embedded.ts';
import type { Leadership, LeadershipTiming } from './leadership.ts';
import type { Tx } from './tx.ts';

export type { Tx } from './tx.ts';

/** One prepared statement, committed by itself. `name` is one to one with `text`. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** The column of its result that names the project whose events it adds. */
  readonly rings?: string;
}

/** What a transaction did that others wait for. */
export interface Told {
  /** Projects with new events. */
  readonly events: ReadonlySet<string>;
  /** Projects whose state changed, so that they are to be looked at. */
  readonly changed: ReadonlySet<string>;
  /** Agents that got a slot back. */
  readonly freed: ReadonlySet<string>;
}

/** The database: PostgreSQL, embedded or a server. Fails with STORE_UNAVAILABLE when it does not answer. */
export interface Store extends AsyncDisposable {
  readonly clock: Clock;
  readonly kind: 'embedded' | 'server';
  /** What a commit survives, for people: for instance `fsync off, synchronous_commit on`. */
  readonly durability: string;
  /**
   * Runs the work in one transaction: committed when it returns, rolled back whole when it throws. It is run anew when the
   * database rolled it back for another one (a deadlock), so it changes nothing outside of the transaction.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs an operation that is one statement, which is committed by itself: a transaction around it would only add two
   * round trips. Fails with STORE_BUG where it is more than one.
   */
  single<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The hot path: one prepared statement, committed by itself, without a transaction around it. */
  execute(statement: Statement, values: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Called after each commit of this process that told something; returns how to stop it. */
  onCommit(listener: (told: Told) => void): () => void;
  /**
   * Stands for leadership as `owner`, once a process: an embedded store is led at once and for ever, one on a server by one
   * of all processes that stand. Dispose of it before the store.
   */
  lead(owner: string, timing?: Partial<LeadershipTiming>): Promise<Leadership>;
}

export interface StoreOptions extends EmbeddedOptions {
  /** A server, PostgreSQL 16 or newer with pgvector; embedded when undefined. */
  readonly databaseUrl?: string | undefined;
  /** The embedded database, where it is coming up already; closed with the store. */
  readonly embedded?: EmbeddedDatabase | undefined;
  /** What sessions on a server go by, for whoever looks at them there. */
  readonly name?: string | undefined;
}
