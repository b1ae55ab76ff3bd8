import test from 'ava';
import { claimSlot } from '../../controller/store/operations/agents/claim-slot.ts';
import { listAgents } from '../../controller/store/operations/agents/list-agents.ts';
import { recordEvidence } from '../../controller/store/operations/agents/record-evidence.ts';
import { releaseSlot } from '../../controller/store/operations/agents/release-slot.ts';
import { upsertAgent } from '../../controller/store/operations/agents/upsert-agent.ts';
import { localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('agents: slots are claimed up to capacity, however claims race', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const claim = (capacity: number) =>
    store.transaction((tx) => claimSlot(tx, scope, store.clock.now(), { agent: 'ben', capacity }));
  const claims = await Promise.all(Array.from({ length: 10 }, () => claim(3)));
  t.is(claims.filter(Boolean).length, 3);
  t.false(await claim(3));
  await store.transaction((tx) => releaseSlot(tx, scope, 'ben'));
  t.true(await claim(3));
  t.false(await claim(0));
  t.true(await claim(4), 'a raised capacity counts at once');
  t.like(await store.transaction((tx) => listAgents(tx, scope)), [{ name: 'ben', active: 4, capacity: 4 }]);
});

test('agents: evidence adds up and gives the slot back', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const now = store.clock.now();
  await store.transaction(async (tx) => {
    await upsertAgent(tx, scope, now, { name: 'cleo', capacity: 1 });
    await upsertAgent(tx, scope, now, { name: 'cleo', capacity: 2 });
    await claimSlot(tx, scope, now, { agent: 'cleo', capacity: 2 });
    const run = { agent: 'cleo', durationMs: 1500.4, tokens: 10, usdMicro: 5 };
    await recordEvidence(tx, scope, now, { ...run, succeeded: true });
    await recordEvidence(tx, scope, now, { ...run, succeeded: false });
  });
  const evidence = { successes: 1, failures: 1, durationMs: 3000, tokens: 20, usdMicro: 10, active: 0, capacity: 2 };
  t.like(await store.transaction((tx) => listAgents(tx, scope)), [{ name: 'cleo', ...evidence }]);
  const other = await otherScope(store);
  t.deepEqual(await store.transaction((tx) => listAgents(tx, other)), []);
});
