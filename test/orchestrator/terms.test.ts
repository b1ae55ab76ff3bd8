import assert from 'node:assert/strict';
import test from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/catalog-keeper.ts';
import { createOrchestrator } from '../../controller/orchestrator/orchestrator.ts';
import { reconcile } from '../../controller/orchestrator/reconcile.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import { type Leadership } from '../../controller/store/leadership.ts';
import { eventually } from '../support/eventually.ts';
import { reconcileDependencies } from '../support/orchestrate.ts';
import { addProject, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('terms: none begins that was won while the last one ended, once the orchestrator is disposed of', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins()]).catalog);
  const { promise: thawed, resolve: thaw } = Promise.withResolvers<void>();
  let tell: (epoch: number | undefined) => void = () => undefined;
  let guarded = 0;
  const leadership: Leadership = {
    epoch: () => 1 + guarded,
    onChange(listener) {
      tell = listener;
      return () => undefined;
    },
    async guard() {
      guarded += 1;
      await thawed;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const parts = { store, scope, keeper, queue: createInProcessQueue(), bus: createInProcessBus(), leadership };
  const orchestrator = createOrchestrator({ ...parts, onError: (about, error) => t.log(about, error) });
  const started = orchestrator.start();
  await eventually(() => assert.equal(guarded, 1));
  tell(undefined);
  tell(leadership.epoch());
  const disposed = orchestrator[Symbol.asyncDispose]();
  thaw();
  await started;
  await disposed;
  t.is(guarded, 1);
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
