import test from 'ava';
import { isPaused } from '../../controller/store/operations/setup/is-paused.ts';
import { openTestStore } from '../support/store.ts';
import { localScope } from '../support/rows.ts';

test('single: an operation of one statement is committed by itself', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  t.false(await store.single(async (tx) => isPaused(tx, scope)));
});

test('single: refuses a second statement, which would be of another moment', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const twice = store.single(async (tx) => [await isPaused(tx, scope), await isPaused(tx, scope)]);
  await t.throwsAsync(twice, { code: 'STORE_BUG' });
  t.false(await store.single(async (tx) => isPaused(tx, scope)));
});
