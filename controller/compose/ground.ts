import { accessSync, constants } from 'node:fs';
import { socketPathOf } from '../api/socket-path.ts';
import { assembleCatalog } from '../catalog/assemble.ts';
import { loadBuiltins } from '../catalog/builtins.ts';
import type { SourceSnapshot } from '../catalog/source-snapshot.ts';
import type { Config } from '../config/config.ts';
import { createCatalogKeeper, type CatalogKeeper } from '../orchestrator/in-force/catalog-keeper.ts';
import { createDeclaredState, type DeclaredState } from '../orchestrator/declare/declared-state.ts';
import type { EmbeddedDatabase } from '../store/embedded/open-embedded.ts';
import { openStore } from '../store/open-store.ts';
import { ensureLocalOrganization } from '../store/operations/setup/ensure-local-organization.ts';
import { toFolderError } from '../store/folder-error.ts';
import { makeFolder } from '../store/make-folder.ts';
import { processName } from '../store/process-name.ts';
import { acquireOwnerLock } from '../store/owner-lock.ts';
import type { Scope } from '../store/scope.ts';
import type { Store } from '../store/store.ts';
import { awaitService } from './await-services.ts';
import { describeFault, type Notify } from './describe-fault.ts';
import type { Links } from './links.ts';
import { openLinks } from './open-links.ts';
import { placeOf } from '../config/place-of.ts';
import type { ProcessKind } from './process-kind.ts';
import { publishCommits } from './publish-commits.ts';
import { showPresence } from './show-presence.ts';

/** What every kind of process stands on. */
export interface Ground extends Links {
  readonly config: Config;
  readonly store: Store;
  /** Whether this process leads; said by what stands for leadership, where this process does. */
  readonly leading: { now: () => boolean };
  readonly scope: Scope;
  readonly builtins: SourceSnapshot;
  readonly keeper: CatalogKeeper;
  readonly declared: DeclaredState;
  readonly notify: Notify;
  readonly faults: (about: string, error: unknown) => void;
}

export interface GroundOptions {
  readonly kind: ProcessKind;
  /** Nobody else may have the data folder of this process. */
  readonly owns: boolean;
  /** It is here to stay: a database that is still coming up is waited for. */
  readonly waits: boolean;
  /** The embedded database, where it is coming up already. */
  readonly embedded?: EmbeddedDatabase | undefined;
}

/** For a command that somebody waits for, in milliseconds. */
const shortWaitMs = 3000;

/** Opens database, queue and bus. Everything is closed with `parts`, in the reverse order. */
export async function layGround(
  parts: AsyncDisposableStack,
  config: Config,
  notify: Notify,
  { kind, owns, waits, embedded }: GroundOptions,
): Promise<Ground> {
  const { home, databaseUrl } = config;
  const socket = socketPathOf(home);
  const faults = (about: string, error: unknown): void => notify(describeFault(about, error));
  // An embedded store takes the lock itself; with a server, what is in the folder has one owner all the same.
  if (databaseUrl !== undefined && owns) {
    parts.use(acquireOwnerLock(home, { pid: process.pid, startedAt: new Date().toISOString(), socket }));
  }
  const open = async (): Promise<Store> => openStore({ home, databaseUrl, socket, embedded, name: processName(kind) });
  const what = databaseUrl === undefined ? 'the database' : `PostgreSQL at ${placeOf(databaseUrl)}`;
  const waiting = { what, withinMs: waits ? config.startWaitMs : 0, onWait: notify };
  const [store, builtins] = await Promise.all([
    awaitService(open, waiting).then((opened) => parts.use(opened)),
    loadBuiltins(),
  ]);
  const name = processName(kind);
  const { workspaces } = config;
  try {
    if (databaseUrl === undefined) makeFolder(workspaces);
    else await showPresence(parts, store, { workspaces, name });
    accessSync(workspaces, constants.W_OK);
  } catch (error) {
    throw toFolderError('MAIOS_WORKSPACES', workspaces, error);
  }
  const onFault = (error: unknown): void => faults('Redis', error);
  const withinMs = waits ? config.startWaitMs : shortWaitMs;
  const links = await openLinks(parts, config, { onFault, onWait: notify, withinMs });
  const leading = { now: () => false };
  parts.defer(publishCommits(store, links.bus, () => leading.now()));
  const scope = await store.transaction(async (tx) => ensureLocalOrganization(tx, store.clock.now()));
  const keeper = createCatalogKeeper(assembleCatalog([builtins]).catalog);
  const declared = createDeclaredState({ store, scope, keeper, builtins });
  return { ...links, config, store, leading, scope, builtins, keeper, declared, notify, faults };
}
