import { readFileSync } from 'node:fs';
import test from 'ava';
import { floors } from './floors.ts';

const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');

test('architecture page: its table of floors is the one that is enforced', (t) => {
  const told: string[][] = [];
  for (const [, floor, rooms] of page.matchAll(/^\| (\d+) \| ([^|]+) \|/gm)) {
    (told[Number(floor) - 1] ??= []).push(...(rooms ?? '').split(',').map((room) => room.trim()));
  }
  t.deepEqual(
    told.map((rooms) => rooms.toSorted()),
    floors.map((rooms) => rooms.toSorted()),
  );
});
