import test from 'ava';
import { createHeldSlots } from '../../controller/queue/held-slots.ts';
import { createSlots, type Release } from '../../controller/queue/slots.ts';

test('slots: no more at once than there are, in the order in which they were asked for', async (t) => {
  const slot = createSlots(2);
  const held: (readonly [number, Release])[] = [];
  const asked = [0, 1, 2, 3].map(async (n) => void held.push([n, await slot()]));
  await Promise.all(asked.slice(0, 2));
  const release = held[0]?.[1];
  release?.();
  release?.();
  await asked[2];
  t.deepEqual(
    held.map(([n]) => n),
    [0, 1, 2],
  );
  held[1]?.[1]();
  await asked[3];
  t.is(held.length, 4);
});

const nothing = async () => null;
const closed = async () => {
  throw new Error('closed');
};

test('held slots: one is there before a job is asked for, and comes back when there is none', async (t) => {
  const slot = createSlots(1);
  const held = createHeldSlots();
  t.is(await held.takeWith(slot, nothing), null);
  await t.throwsAsync(held.takeWith(slot, closed), { message: 'closed' });
  t.is(typeof (await slot()), 'function');
});

test('held slots: what no job has begun with is given back when the line is left', async (t) => {
  const slot = createSlots(1);
  const held = createHeldSlots();
  void held.takeWith(slot, () => new Promise(() => undefined));
  await Promise.resolve();
  held.releaseUnused();
  t.is(typeof (await slot()), 'function');
});
