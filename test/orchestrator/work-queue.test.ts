import test from 'ava';
import { createVirtualClock } from '../../controller/clock/clock.ts';
import { WorkQueue } from '../../controller/orchestrator/loop/work-queue.ts';

const start = 1_000_000;

function queueAt(): { queue: WorkQueue; clock: ReturnType<typeof createVirtualClock> } {
  const clock = createVirtualClock(start);
  return { queue: new WorkQueue(clock, { baseMs: 100, maxMs: 1000 }), clock };
}

test('work queue: a key that is added twice is worked on once', async (t) => {
  const { queue } = queueAt();
  queue.add('a');
  queue.add('a');
  queue.add('b');
  t.is(await queue.take(), 'a');
  t.is(await queue.take(), 'b');
  queue.close();
  t.is(await queue.take(), undefined);
});

test('work queue: an urgent key comes before all others, whether or not it waits already', async (t) => {
  const { queue } = queueAt();
  for (const key of ['a', 'b', 'c']) queue.add(key);
  queue.addUrgent('c');
  queue.addUrgent('d');
  t.is(await queue.take(), 'c');
  queue.addUrgent('c');
  queue.add('c');
  t.deepEqual([await queue.take(), await queue.take()], ['d', 'a'], 'it is worked on now');
  queue.done('c');
  t.deepEqual([await queue.take(), await queue.take()], ['c', 'b']);
  queue.close();
  t.is(await queue.take(), undefined);
});

test('work queue: a key added while it is worked on is worked on once more, and not before', async (t) => {
  const { queue } = queueAt();
  queue.add('a');
  t.is(await queue.take(), 'a');
  queue.add('a');
  queue.add('a');
  queue.add('b');
  t.is(await queue.take(), 'b', 'the second worker does not get the key that the first one holds');
  queue.done('a');
  t.is(await queue.take(), 'a');
  queue.done('a');
  queue.close();
  t.is(await queue.take(), undefined);
});

test('work queue: a worker that waits gets the key as soon as it comes', async (t) => {
  const { queue } = queueAt();
  const taken = queue.take();
  queue.add('a');
  t.is(await taken, 'a');
});

test('work queue: of several times for one key the earliest counts', async (t) => {
  const { queue, clock } = queueAt();
  queue.addAt('a', start + 500);
  queue.addAt('a', start + 200);
  queue.addAt('a', start + 900);
  const taken = queue.take();
  clock.advance(199);
  queue.add('other');
  t.is(await taken, 'other');
  clock.advance(1);
  t.is(await queue.take(), 'a');
  queue.done('a');
  clock.advance(10_000);
  queue.close();
  t.is(await queue.take(), undefined, 'the later times are forgotten');
});

test('work queue: a failing key waits 100, 200, 400 ms and at most 1 s', async (t) => {
  const { queue, clock } = queueAt();
  for (const expected of [100, 200, 400, 800, 1000, 1000]) {
    queue.addAfterFailure('a');
    clock.advance(expected - 1);
    queue.add('probe');
    t.is(await queue.take(), 'probe', `nothing before ${expected} ms`);
    queue.done('probe');
    clock.advance(1);
    t.is(await queue.take(), 'a');
    queue.done('a');
  }
  queue.forget('a');
  queue.addAfterFailure('a');
  clock.advance(100);
  t.is(await queue.take(), 'a', 'once forgotten, the delay starts anew');
});

test('work queue: nothing is handed out once it is closed', async (t) => {
  const { queue } = queueAt();
  queue.add('a');
  queue.close();
  t.is(await queue.take(), undefined);
});
