import { assembleCatalog } from '../controller/catalog/assemble.ts';
import { loadBuiltins } from '../controller/catalog/builtins.ts';
import { readSpecText } from '../controller/catalog/read-spec-text.ts';
import type { SourceSnapshot } from '../controller/catalog/source-snapshot.ts';
import { systemClock } from '../controller/clock/clock.ts';
import { createCatalogKeeper } from '../controller/orchestrator/in-force/catalog-keeper.ts';
import { createDeclarer } from '../controller/orchestrator/declare/declarer.ts';
import { reconcile } from '../controller/orchestrator/reconcile.ts';
import { createWaitingLine } from '../controller/orchestrator/loop/waiting-line.ts';
import { createDispatch } from '../controller/queue/dispatch.ts';
import { createInProcessQueue } from '../controller/queue/in-process-queue.ts';
import { openStore } from '../controller/store/open-store.ts';
import { ensureLocalOrganization } from '../controller/store/operations/setup/ensure-local-organization.ts';

export interface ReconcileTimes {
  /** Milliseconds of each reconcile that committed something. */
  readonly committing: readonly number[];
  /** Milliseconds of each one that found nothing to do. */
  readonly resting: readonly number[];
}

const restsPerProject = 5;

/** Reconciles every project that the text declares until nothing changes; runs are queued and never carried out. */
export async function reconcileTimes(home: string, text: string): Promise<ReconcileTimes> {
  await using store = await openStore({ home, databaseUrl: undefined, clock: systemClock });
  await using queue = createInProcessQueue();
  const scope = await store.transaction((tx) => ensureLocalOrganization(tx, store.clock.now()));
  const builtins = await loadBuiltins();
  const keeper = createCatalogKeeper(assembleCatalog([builtins]).catalog);
  const declarer = createDeclarer({
    store,
    scope,
    keeper,
    builtins,
    checkModel: () => undefined,
    taskTimeoutMs: 1_800_000,
    wake: () => undefined,
  });
  const { projects } = await declarer.apply(snapshotOf(text), { again: false });
  const deps = {
    store,
    scope,
    keeper,
    queue,
    line: createWaitingLine(),
    guard: async () => undefined,
    dispatch: createDispatch({ store, scope, queue, onError: () => undefined }),
    wake: () => undefined,
  };
  const committing: number[] = [];
  const resting: number[] = [];
  for (const { id } of projects) {
    for (let rests = 0; rests < restsPerProject;) {
      const started = performance.now();
      const { kind } = await reconcile(deps, id);
      (kind === 'settled' ? resting : committing).push(performance.now() - started);
      if (kind === 'settled') rests += 1;
    }
  }
  return { committing, resting };
}

function snapshotOf(text: string): SourceSnapshot {
  const { resources, problems } = readSpecText('bench.yaml', text);
  const owner = { source: 'files:bench', revision: 'bench' };
  return { ...owner, declared: resources.map((item) => ({ ...item, ...owner })), problems };
}
