import assert from 'node:assert/strict';
import test from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { createOrchestrator } from '../../controller/orchestrator/orchestrator.ts';
import { reconcile } from '../../controller/orchestrator/reconcile.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import type { Leadership } from '../../controller/store/leadership.ts';
import type { Store } from '../../controller/store/store.ts';
import { eventually } from '../support/eventually.ts';
import { reconcileDependencies } from '../support/orchestrate.ts';
import { addProject, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('terms: one that is won again begins at once, although work of the one before hangs', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins()]).catalog);
  const { promise: thawed, resolve: thaw } = Promise.withResolvers<void>();
  let tell: (epoch: number | undefined) => void = () => undefined;
  const guarded: number[] = [];
  const leadership: Leadership = {
    epoch: () => 1,
    onChange(listener) {
      tell = listener;
      return () => undefined;
    },
    async guard(_tx, epoch) {
      guarded.push(epoch);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  // The first transaction is one of a connection that nobody answers on any more.
  let transactions = 0;
  const hanging: Store = {
    ...store,
    async transaction(work) {
      transactions += 1;
      if (transactions === 1) await thawed;
      return store.transaction(work);
    },
  };
  const parts = { scope, keeper, queue: createInProcessQueue(), bus: createInProcessBus(), leadership };
  const orchestrator = createOrchestrator({ ...parts, store: hanging, onError: (about, error) => t.log(about, error) });
  const started = orchestrator.start();
  tell(undefined);
  tell(2);
  await eventually(() => assert.deepEqual(guarded, [2]));
  thaw();
  await started;
  await orchestrator[Symbol.asyncDispose]();
  t.is(guarded[1], 1, 'what was left of the one before says whose it is, and is refused');
});

test('terms: a project that a slot is kept for goes on before others', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins()]).catalog);
  const deps = reconcileDependencies({ store, scope, keeper, queue: createInProcessQueue() });
  const woken: string[] = [];
  const waiting = { ...deps, wake: (ids: Iterable<string>) => void woken.push(...ids) };
  t.like(await reconcile(waiting, await addProject(store, scope)), { kind: 'progressed' });
  t.deepEqual(woken, []);
  const id = await addProject(store, scope, { cancelRequested: true });
  deps.line.rest(id, { waitsFor: new Set(['ben']), since: deps.line.mark(), free: () => 0 });
  t.deepEqual(deps.line.freed('ben'), [id]);
  t.like(await reconcile(waiting, id), { kind: 'progressed' });
  t.deepEqual(woken, [id]);
});
