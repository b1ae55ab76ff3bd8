import { socketPathOf } from '../api/socket-path.ts';
import { assembleCatalog } from '../catalog/assemble.ts';
import { loadBuiltins } from '../catalog/builtins.ts';
import { type SourceSnapshot } from '../catalog/source-snapshot.ts';
import { systemClock } from '../clock/clock.ts';
import { type Config } from '../config/config.ts';
import { createCatalogKeeper, type CatalogKeeper } from '../orchestrator/catalog-keeper.ts';
import { openStore } from '../store/open-store.ts';
import { ensureLocalOrganization } from '../store/operations/setup/ensure-local-organization.ts';
import { acquireOwnerLock } from '../store/owner-lock.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';
import { describeFault, type Notify } from './describe-fault.ts';
import { type Links, openLinks } from './links.ts';
import { publishCommits } from './publish-commits.ts';

/** What every kind of process stands on. */
export interface Ground extends Links {
  readonly config: Config;
  readonly store: Store;
  readonly scope: Scope;
  readonly builtins: SourceSnapshot;
  readonly keeper: CatalogKeeper;
  readonly notify: Notify;
  readonly faults: (about: string, error: unknown) => void;
}

/** Opens database, queue and bus. Everything is closed with `parts`, in the reverse order. */
export async function layGround(parts: AsyncDisposableStack, config: Config, notify: Notify): Promise<Ground> {
  const { home, databaseUrl } = config;
  const socket = socketPathOf(home);
  // An embedded store takes the lock itself; with a server, what is in the folder has one owner all the same.
  if (databaseUrl !== undefined) {
    parts.use(acquireOwnerLock(home, { pid: process.pid, startedAt: new Date().toISOString(), socket }));
  }
  const [store, builtins] = await Promise.all([
    openStore({ home, databaseUrl, clock: systemClock, socket }).then((opened) => parts.use(opened)),
    loadBuiltins(),
  ]);
  const links = openLinks(parts, config);
  parts.defer(publishCommits(store, links.bus));
  return {
    ...links,
    config,
    store,
    scope: await store.transaction(async (tx) => ensureLocalOrganization(tx, store.clock.now())),
    builtins,
    keeper: createCatalogKeeper(assembleCatalog([builtins]).catalog),
    notify,
    faults: (about, error) => notify(describeFault(about, error)),
  };
}
