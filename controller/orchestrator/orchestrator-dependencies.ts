import type { Bus } from '../events/bus.ts';
import type { RunQueue } from '../queue/queue.ts';
import type { Leadership } from '../store/leadership.ts';
import type { Scope } from '../store/scope.ts';
import type { Store } from '../store/store.ts';
import type { CatalogKeeper } from './in-force/catalog-keeper.ts';

export interface OrchestratorDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly keeper: CatalogKeeper;
  readonly queue: RunQueue;
  readonly bus: Bus;
  readonly leadership: Leadership;
  /** Resolves when what the project was declared with, by whichever process, is in force here. */
  readonly catalogFor?: (projectId: string) => Promise<void>;
  readonly onError: (about: string, error: unknown) => void;
}
