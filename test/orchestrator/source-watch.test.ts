import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import type { SpecSource } from '../../controller/catalog/sources/spec-source.ts';
import { createVirtualClock } from '../../controller/clock/clock.ts';
import { createSourceWatch } from '../../controller/orchestrator/declare/source-watch.ts';
import { eventually } from '../support/eventually.ts';

test('source watch: what could not be put in force is tried again, and what it was is told', async (t) => {
  const bell: { ring: () => void } = { ring: () => undefined };
  const source: SpecSource = {
    name: 'files:s',
    start: async (onChange) => void (bell.ring = onChange),
    read: async () => ({ source: 'files:s', revision: '1', declared: [], problems: [] }),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const clock = createVirtualClock(0);
  const told: string[] = [];
  let isAway = false;
  const watch = createSourceWatch({
    declarer: {
      apply: async () => {
        if (isAway) throw new Error('the database is away');
        return { revision: '1', applied: [], problems: [], projects: [] };
      },
    },
    clock,
    onNews: () => void told.push('news'),
    onFault: (error) => void told.push(String(error)),
  });
  await watch.add(source, false);
  isAway = true;
  bell.ring();
  bell.ring();
  await eventually(() => assert.equal(told.length, 2));
  clock.advance(10_000);
  await eventually(() => assert.equal(told.length, 3));
  isAway = false;
  clock.advance(60_000);
  await eventually(() => assert.equal(told.length, 4));
  const fault = 'Error: the database is away';
  t.deepEqual(told, [fault, fault, fault, 'news'], 'once, though there were two changes');
  isAway = true;
  bell.ring();
  await watch[Symbol.asyncDispose]();
  await setImmediate();
  t.is(told.length, 4, 'nothing that the end of the process brings about');
});
