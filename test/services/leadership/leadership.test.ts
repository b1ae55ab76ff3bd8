import assert from 'node:assert/strict';
import test from 'ava';
import { eventually } from '../../support/eventually.ts';
import { assertFenced, openWitness, quiet, stand, startCandidate, timing, writes } from './candidates.ts';

test('leadership: of two that stand at once one leads, and the other when the first gives up', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const both = await Promise.all([stand(t, witness, 'one'), stand(t, witness, 'two')]);
  const [leader] = both.filter(({ leadership }) => leadership.epoch() !== undefined);
  const [other] = both.filter((each) => each !== leader);
  assert.ok(leader !== undefined && other !== undefined);
  t.is(leader.leadership.epoch(), 1);
  t.is(other.leadership.epoch(), undefined);
  const heard: (number | undefined)[] = [];
  leader.leadership.onChange((epoch) => heard.push(epoch));
  await leader.leadership[Symbol.asyncDispose]();
  t.deepEqual(heard, [undefined]);
  await eventually(() => assert.equal(other.leadership.epoch(), 2), { timeoutMs: 2000 });
  await t.throwsAsync(
    leader.store.transaction(async (tx) => leader.leadership.guard(tx, 1)),
    { message: /expected to lead/ },
  );
});

test('leadership: whoever only believes that it leads is refused, and steps down', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const { store, leadership } = await stand(t, witness, 'one');
  await store.transaction(async (tx) => leadership.guard(tx, 1));
  await witness.query(`UPDATE leases SET epoch = 7, owner = 'two' WHERE name = 'leader'`);
  const refused = await t.throwsAsync(store.transaction(async (tx) => leadership.guard(tx, 1)));
  t.like(refused, { code: 'NOT_LEADING' });
  await eventually(() => assert.equal(leadership.epoch(), 8));
  const late = await t.throwsAsync(store.transaction(async (tx) => leadership.guard(tx, 1)));
  t.like(late, { code: 'NOT_LEADING' }, 'what it began under the epoch before is not of this one');
  await store.transaction(async (tx) => leadership.guard(tx, 8));
});

test('leadership: what is refused late costs a process nothing that has taken over from itself meanwhile', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const { store, leadership } = await stand(t, witness, 'one');
  const { promise: thawed, resolve: thaw } = Promise.withResolvers<void>();
  t.teardown(thaw);
  const late = store.transaction(async (tx) => {
    const { queryRunner } = tx;
    assert.ok(queryRunner !== undefined);
    const ask = queryRunner.query.bind(queryRunner);
    Object.assign(queryRunner, {
      async query(...args: Parameters<typeof ask>): Promise<unknown> {
        await thawed;
        return ask(...args);
      },
    });
    await leadership.guard(tx, 1);
  });
  await witness.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'maios leader' AND datname = current_database()`);
  await eventually(() => assert.equal(leadership.epoch(), 2));
  const heard: (number | undefined)[] = [];
  leadership.onChange((epoch) => heard.push(epoch));
  thaw();
  t.like(await t.throwsAsync(late), { code: 'NOT_LEADING' });
  await store.transaction(async (tx) => leadership.guard(tx, 2));
  t.deepEqual(heard, []);
});

test('leadership: a takeover waits for what the leader is committing', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const one = await stand(t, witness, 'one');
  const two = await stand(t, witness, 'two');
  const order: string[] = [];
  two.leadership.onChange(() => order.push('two leads'));
  await one.store.transaction(async (tx) => {
    await one.leadership.guard(tx, 1);
    await one.leadership[Symbol.asyncDispose]();
    await tx.query('SELECT pg_sleep(0.5)');
    order.push('one commits');
  });
  await eventually(() => assert.equal(two.leadership.epoch(), 2));
  t.deepEqual(order, ['one commits', 'two leads']);
});

test('leadership: standing and leading write nothing', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  await stand(t, witness, 'one');
  await stand(t, witness, 'two');
  await quiet(witness, 5 * timing.beatMs);
  t.pass();
});

test('leadership: a session that the server ends takes the leadership with it, and the next candidate goes on', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  await startCandidate(t, witness, 'one');
  await startCandidate(t, witness, 'two');
  for (let turn = 0; turn < 3; turn += 1) {
    await writes(witness, () => true);
    const before = (await witness.written()).at(-1)?.epoch ?? 0;
    await witness.query(endLeader);
    await eventually(async () => assert.ok(((await witness.written()).at(-1)?.epoch ?? 0) > before));
  }
  await assertFenced(t, witness);
});

const endLeader = `SELECT pg_terminate_backend(activity.pid) FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
  WHERE locktype = 'advisory' AND application_name = 'maios leader' AND datname = current_database()`;

test('leadership: a leader that is killed is replaced within two seconds', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const one = await startCandidate(t, witness, 'one');
  await writes(witness, () => true);
  await startCandidate(t, witness, 'two');
  one.process.kill('SIGKILL');
  t.is(await writes(witness, (owner) => owner === 'two'), 'two');
  await assertFenced(t, witness);
});

test('leadership: one that is told to end gives up at once', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const one = await startCandidate(t, witness, 'one');
  await writes(witness, () => true);
  await startCandidate(t, witness, 'two');
  one.process.kill('SIGTERM');
  t.is(await writes(witness, (owner) => owner === 'two'), 'two');
  await assertFenced(t, witness);
});

test('leadership: a frozen leader is replaced, and thawed it changes nothing', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const one = await startCandidate(t, witness, 'one');
  await writes(witness, (owner) => owner === 'one');
  const two = await startCandidate(t, witness, 'two');
  one.process.kill('SIGSTOP');
  t.is(await writes(witness, (owner) => owner === 'two'), 'two');
  const before = (await witness.written()).filter(({ owner }) => owner === 'one').length;
  one.process.kill('SIGCONT');
  for (let turn = 0; turn < 5; turn += 1) await writes(witness, () => true);
  t.is((await witness.written()).filter(({ owner }) => owner === 'one').length, before);
  await assertFenced(t, witness);
  // It stands again, and leads when its turn comes.
  two.process.kill('SIGKILL');
  t.is(await writes(witness, (owner) => owner === 'one'), 'one');
  await assertFenced(t, witness);
});
