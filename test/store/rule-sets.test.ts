import test from 'ava';
import { ruleSetDigest } from '../../controller/catalog/kinds/rule-set-digest.ts';
import { BlobEntity } from '../../controller/store/entities/blob.ts';
import { findRuleSet } from '../../controller/store/operations/rule-sets/find-rule-set.ts';
import { keepRuleSet } from '../../controller/store/operations/rule-sets/keep-rule-set.ts';
import { localScope, otherScope } from '../support/rows.ts';
import { rule, ruleSet } from '../support/rule-set.ts';
import { openTestStore } from '../support/store.ts';

const { spec } = ruleSet([rule({ all: [{ fact: 'phase', operator: 'equal', value: 'Plän' }] })]);

test('rule sets: one that was kept is found by the digest that its verdicts carry', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const digest = await store.transaction(async (tx) => keepRuleSet(tx, scope, spec));
  t.is(digest, ruleSetDigest(spec));
  t.deepEqual(await store.transaction(async (tx) => findRuleSet(tx, scope, digest)), spec);
});

test('rule sets: kept twice, they are there once', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  await store.transaction(async (tx) => keepRuleSet(tx, scope, spec));
  await store.transaction(async (tx) => keepRuleSet(tx, scope, structuredClone(spec)));
  t.is(await store.transaction(async (tx) => tx.count(BlobEntity)), 1);
});

test('rule sets: one that was never kept is not found, nor is that of another organization', async (t) => {
  const store = await openTestStore(t);
  const mine = await localScope(store);
  const digest = await store.transaction(async (tx) => keepRuleSet(tx, mine, spec));
  const scope = await otherScope(store);
  t.is(await store.transaction(async (tx) => findRuleSet(tx, scope, digest)), undefined);
});
