import test from 'ava';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { intend } from '../../controller/store/operations/effects/intend.ts';
import { pending } from '../../controller/store/operations/effects/pending.ts';
import { receive } from '../../controller/store/operations/effects/receive.ts';
import { addProject, addRun, localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('effects: an effect is pending from its intent to its receipt, and intended once', async (t) => {
  const { store, scope, runId, effect } = await openEffects(t);
  const first = await store.transaction((tx) => intend(tx, scope, 1, effect));
  t.like(first, { created: true, receipt: undefined });
  t.like(await store.transaction((tx) => intend(tx, scope, 2, effect)), { id: first?.id, created: false });
  t.like(await store.transaction((tx) => pending(tx, scope, runId)), [
    { id: first?.id, skill: 'send_mail', class: 'once' },
  ]);
  const receipt = { runId, epoch: 1, id: first?.id ?? '', receipt: { ok: true } };
  t.true(await store.transaction((tx) => receive(tx, scope, 3, receipt)));
  t.false(await store.transaction((tx) => receive(tx, scope, 4, receipt)), 'the first receipt stays');
  t.deepEqual(await store.transaction((tx) => pending(tx, scope, runId)), []);
  t.like(await store.transaction((tx) => intend(tx, scope, 5, effect)), { created: false, receipt: { ok: true } });
});

test('effects: a fenced run and another organization change nothing', async (t) => {
  const { store, scope, runId, effect } = await openEffects(t);
  const other = await otherScope(store);
  t.is(await store.transaction((tx) => intend(tx, other, 1, effect)), undefined);
  const intended = await store.transaction((tx) => intend(tx, scope, 1, effect));
  const receipt = { runId, epoch: 1, id: intended?.id ?? '', receipt: {} };
  t.false(await store.transaction((tx) => receive(tx, other, 1, receipt)));
  t.deepEqual(await store.transaction((tx) => pending(tx, other, runId)), []);
  await store.transaction((tx) => tx.update(RunEntity, { id: runId }, { epoch: 2 }));
  t.false(await store.transaction((tx) => receive(tx, scope, 1, receipt)));
  t.is(await store.transaction((tx) => intend(tx, scope, 1, { ...effect, callId: 'call-2' })), undefined);
  t.is((await store.transaction((tx) => pending(tx, scope, runId))).length, 1);
});

async function openEffects(t: Parameters<typeof openTestStore>[0]) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const runId = await addRun(store, scope, await addProject(store, scope));
  const effect = { runId, epoch: 1, callId: 'call-1', skill: 'send_mail', class: 'once', intent: { to: 'a' } } as const;
  return { store, scope, runId, effect };
}
