import test from 'ava';
import { createSlots } from '../../controller/queue/slots.ts';

test('slots: no more at once than there are, in the order in which they came, also after one that failed', async (t) => {
  const inSlot = createSlots(2);
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const works = gates.map(async ({ promise }, index) =>
    inSlot(async () => {
      begun.push(index);
      await promise;
    }),
  );
  t.deepEqual(begun, [0, 1]);
  gates[1]?.reject(new Error('broken'));
  await t.throwsAsync(works[1] ?? Promise.resolve(), { message: 'broken' });
  t.deepEqual(begun, [0, 1, 2]);
  for (const { resolve } of gates) resolve();
  await Promise.all([works[0], works[2], works[3]]);
  t.deepEqual(begun, [0, 1, 2, 3]);
});
