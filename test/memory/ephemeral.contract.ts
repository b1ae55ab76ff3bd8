import { randomUUID } from 'node:crypto';
import type { ExecutionContext, TestFn } from 'ava';
import { type Ephemeral, longestText } from '../../controller/memory/ephemeral.ts';
import { eventually } from '../support/eventually.ts';

/** undefined skips the test. */
type Open = (t: ExecutionContext) => Promise<Ephemeral | undefined>;

const long = 60_000;
const short = 30;

/** What every driver of ephemeral memory does. */
export function ephemeralContract(test: TestFn, driver: string, open: Open): void {
  test(`${driver}: reads what was put, the last of it, and nothing else`, async (t) => {
    const memory = await open(t);
    if (memory === undefined) return;
    memory.put('a', 'first', long);
    memory.put('a', 'second', long);
    memory.put('b', 'other', long);
    await eventually(async () => equal((await memory.read(['a', 'b', 'c'])).size, 2));
    t.deepEqual(
      [...(await memory.read(['a', 'b', 'c']))],
      [
        ['a', 'second'],
        ['b', 'other'],
      ],
    );
    t.is((await memory.read([])).size, 0);
    memory.forget('a');
    await eventually(async () => equal((await memory.read(['a'])).size, 0));
  });

  test(`${driver}: pieces are kept together, in whichever order they came`, async (t) => {
    const memory = await open(t);
    if (memory === undefined) return;
    for (const n of [3, 1, 2]) memory.addPiece('run', n, `piece ${n}`, long);
    await eventually(async () => equal((await memory.readPieces('run')).size, 3));
    const pieces = await memory.readPieces('run');
    t.deepEqual(
      [1, 2, 3].map((n) => pieces.get(n)),
      ['piece 1', 'piece 2', 'piece 3'],
    );
    t.is((await memory.readPieces('other')).size, 0);
  });

  test(`${driver}: forgets when the time is over`, async (t) => {
    const memory = await open(t);
    if (memory === undefined) return;
    memory.put('a', 'short', short);
    memory.addPiece('b', 1, 'short', short);
    await eventually(async () => equal((await memory.read(['a'])).size + (await memory.readPieces('b')).size, 0));
    t.pass();
  });

  test(`${driver}: a text that is too long is not kept`, async (t) => {
    const memory = await open(t);
    if (memory === undefined) return;
    memory.put('long', 'x'.repeat(longestText + 1), long);
    memory.addPiece('pieces', 1, 'x'.repeat(longestText + 1), long);
    memory.put('short', 'x'.repeat(longestText), long);
    await eventually(async () => equal((await memory.read(['short'])).size, 1));
    t.is((await memory.read(['long'])).size, 0);
    t.is((await memory.readPieces('pieces')).size, 0);
  });

  test(`${driver}: no more than the limit have a place; one that is released is had by the next`, async (t) => {
    const memory = await open(t);
    if (memory === undefined) return;
    const place = (holder: string): Parameters<Ephemeral['acquire']>[0] => ({ name: 'model', holder, ttlMs: long });
    t.deepEqual(await Promise.all(['a', 'b', 'c'].map(async (holder) => memory.acquire(place(holder), 2))), [
      true,
      true,
      false,
    ]);
    t.true(await memory.acquire(place('a'), 2), 'who has a place already has it');
    t.true(await memory.acquire({ ...place('c'), name: 'other' }, 2), 'places of another name are others');
    memory.release(place('b'));
    await eventually(async () => equal(await memory.acquire(place('c'), 2), true));
    t.false(await memory.acquire(place('b'), 2));
  });

  test(`${driver}: a place that is not renewed comes free, one that is renewed does not`, async (t) => {
    const memory = await open(t);
    if (memory === undefined) return;
    const name = randomUUID();
    t.true(await memory.acquire({ name, holder: 'dead', ttlMs: short }, 2));
    t.true(await memory.acquire({ name, holder: 'alive', ttlMs: short }, 2));
    memory.renew({ name, holder: 'alive', ttlMs: long });
    await eventually(async () => equal(await memory.acquire({ name, holder: 'next', ttlMs: long }, 2), true));
    t.false(await memory.acquire({ name, holder: 'another', ttlMs: long }, 2));
  });
}

function equal(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`expected ${String(expected)}, found ${String(found)}`);
}
