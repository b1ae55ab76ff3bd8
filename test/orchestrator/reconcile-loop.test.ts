import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import test from 'ava';
import { createVirtualClock } from '../../controller/clock/clock.ts';
import type { ErrorCode } from '../../controller/errors/catalogue.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { startReconcileLoop, type Outcome } from '../../controller/orchestrator/loop/reconcile-loop.ts';
import { WorkQueue } from '../../controller/orchestrator/loop/work-queue.ts';
import { eventually } from '../support/eventually.ts';

const progressed: Outcome = { kind: 'progressed' };
const settled: Outcome = { kind: 'settled', dueAt: undefined };

test('reconcile loop: a project that moves on and on without coming to rest is slowed down, and told', async (t) => {
  const clock = createVirtualClock(0);
  const queue = new WorkQueue(clock);
  const errors: MaiosError[] = [];
  let steps = 0;
  const { stopped } = startReconcileLoop({
    queue,
    workers: 1,
    reconcile: async () => {
      await turn();
      steps += 1;
      return progressed;
    },
    onError: async (_key, error) => void errors.push(error),
  });
  queue.add('a');
  await eventually(() => assert.equal(errors.length, 1));
  const before = steps;
  t.true(before <= 1001);
  t.is(errors[0]?.code, 'RULES_ILLEGAL');
  clock.advance(250);
  await eventually(() => assert.equal(steps, before + 1));
  queue.close();
  await stopped;
});

test('reconcile loop: one that comes to rest now and then goes on at full speed', async (t) => {
  const clock = createVirtualClock(0);
  const queue = new WorkQueue(clock);
  let steps = 0;
  const { stopped } = startReconcileLoop({
    queue,
    workers: 1,
    reconcile: async () => {
      await turn();
      steps += 1;
      if (steps % 50 !== 0) return progressed;
      queue.add('a');
      return settled;
    },
    onError: async (_key, error) => t.fail(error.message),
  });
  queue.add('a');
  await eventually(() => assert.ok(steps > 5000));
  queue.close();
  await stopped;
  t.pass();
});

const triesAgain = test.macro({
  title: (_given, code: ErrorCode, again: boolean) =>
    `reconcile loop: after ${code} a project ${again ? 'is looked at again' : 'waits for a change'}`,
  async exec(t, code: ErrorCode, again: boolean) {
    const clock = createVirtualClock(0);
    const queue = new WorkQueue(clock);
    const looks: string[] = [];
    const { stopped } = startReconcileLoop({
      queue,
      workers: 1,
      reconcile: async (key) => {
        looks.push(key);
        if (key === 'a' && looks.length === 1) throw new MaiosError(code, 'expected an answer, found none');
        return settled;
      },
      onError: async () => undefined,
    });
    queue.add('a');
    await eventually(() => assert.equal(looks.length, 1));
    await turn();
    clock.advance(250);
    queue.add('b');
    await eventually(() => assert.equal(looks.at(-1), 'b'));
    t.deepEqual(looks, again ? ['a', 'a', 'b'] : ['a', 'b']);
    queue.close();
    await stopped;
  },
});

test(triesAgain, 'STORE_UNAVAILABLE', true);
test(triesAgain, 'STORE_BUG', true);
test(triesAgain, 'INTERNAL', true);
test(triesAgain, 'RULES_ILLEGAL', false);
