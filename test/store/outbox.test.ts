import test from 'ava';
import { takeLease } from '../../controller/store/operations/leases/take-lease.ts';
import { put } from '../../controller/store/operations/outbox/put.ts';
import { take } from '../../controller/store/operations/outbox/take.ts';
import { localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

const old = { topic: 'run', version: 1, before: 5 };

test('outbox: messages come out oldest first, and stay when publishing throws', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  await store.transaction(async (tx) => {
    for (const n of [1, 2, 3]) await put(tx, scope, n, { topic: 'run', payloads: [{ v: 1, n }] });
    await put(tx, scope, 1, { topic: 'run', payloads: [{ v: 2 }] });
  });
  const failing = store.transaction(async (tx) => {
    await take(tx, scope, { ...old, limit: 10 });
    throw new RangeError('not published');
  });
  await t.throwsAsync(failing, { instanceOf: RangeError });
  const other = await otherScope(store);
  t.deepEqual(await store.transaction((tx) => take(tx, other, { ...old, limit: 10 })), []);
  t.like(await store.transaction((tx) => take(tx, scope, { ...old, limit: 2 })), [
    { payload: { n: 1 } },
    { payload: { n: 2 } },
  ]);
  t.like(await store.transaction((tx) => take(tx, scope, { ...old, limit: 2 })), [{ topic: 'run', payload: { n: 3 } }]);
  t.deepEqual(await store.transaction((tx) => take(tx, scope, { ...old, limit: 2 })), []);
});

test('leases: the epoch rises with each takeover, also by whoever had it before', async (t) => {
  const store = await openTestStore(t);
  const lead = (owner: string) => store.transaction((tx) => takeLease(tx, 0, { name: 'leader', owner }));
  t.deepEqual([await lead('a'), await lead('a'), await lead('b'), await lead('a')], [1, 2, 3, 4]);
});
