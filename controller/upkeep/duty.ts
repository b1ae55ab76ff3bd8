import type { CatalogKeeper } from '../orchestrator/in-force/catalog-keeper.ts';
import type { Scope } from '../store/scope.ts';
import type { Store, Tx } from '../store/store.ts';

/** What duties work on. */
export interface House {
  readonly store: Store;
  readonly scope: Scope;
  readonly keeper: CatalogKeeper;
  /** The folder of all workspaces. */
  readonly workspaces: string;
  /** One transaction of the leader. Fails with NOT_LEADING when another process leads by now. */
  guarded<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Aborts when the house is closed, or another process leads. */
  readonly signal: AbortSignal;
}

/** What one pass of a duty did. */
export interface Pass {
  /** What was removed, for people; undefined when there was nothing to remove. */
  readonly removed?: string | undefined;
  /** What kept a part of it from being done; the rest was. */
  readonly failure?: unknown;
  /** There is more to do than one pass does at once. */
  readonly isMoreLeft?: boolean;
}

/** Something that is to be kept in order: looks now and then, does a bounded piece of work, and writes nothing if there is none. */
export interface Duty {
  readonly name: string;
  pass(house: House): Promise<Pass>;
}
