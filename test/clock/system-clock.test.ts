import assert from 'node:assert/strict';
import test from 'ava';
import { createSystemClock } from '../../controller/clock/clock.ts';
import { eventually } from '../support/eventually.ts';

const hourMs = 3_600_000;

test('clock: a call is made although the time was set forward, or the machine slept', async (t) => {
  let ahead = 0;
  const clock = createSystemClock(() => Date.now() + ahead, 1);
  let calls = 0;
  clock.callAt(clock.now() + hourMs, () => (calls += 1));
  ahead = hourMs;
  await eventually(async () => assert.equal(calls, 1));
  t.pass();
});

test('clock: a call is not made before its time, although the time was set back', async (t) => {
  let behind = 0;
  const clock = createSystemClock(() => Date.now() - behind);
  const made: string[] = [];
  clock.callAt(clock.now() + 5, () => made.push('first'));
  behind = hourMs;
  clock.callAt(clock.now() + 20, () => made.push('second'));
  await eventually(async () => assert.deepEqual(made, ['second']));
  t.deepEqual(made, ['second']);
});

test('clock: a call that was called off is not made', async (t) => {
  const clock = createSystemClock(Date.now, 1);
  const made: string[] = [];
  const off = clock.callAt(clock.now() + 10, () => made.push('first'));
  clock.callAt(clock.now() + 5, off);
  clock.callAt(clock.now() + 20, () => made.push('second'));
  await eventually(async () => assert.deepEqual(made, ['second']));
  t.pass();
});
