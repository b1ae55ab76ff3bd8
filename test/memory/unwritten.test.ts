import anyTest, { type TestFn } from 'ava';
import { type Changes, createUnwritten } from '../../controller/memory/unwritten.ts';
import { eventually } from '../support/eventually.ts';

const test = anyTest as TestFn;
const never = 2 ** 31 - 1;

test('what waits to be written: goes together, the last of each, first what is forgotten', (t) => {
  const written: Changes[] = [];
  const unwritten = createUnwritten((changes) => written.push(changes), never);
  unwritten.put('a', 'first', 1);
  unwritten.put('a', 'second', 2);
  unwritten.addPiece('b', 2, 'two', 3);
  unwritten.addPiece('b', 1, 'one', 3);
  unwritten.forget('c');
  unwritten.put('c', 'anew', 4);
  t.is(written.length, 0);
  unwritten.flush();
  t.deepEqual(written, [
    {
      forgotten: ['c'],
      kept: new Map([
        ['a', { text: 'second', pieces: new Map(), ttlMs: 2 }],
        [
          'b',
          {
            text: undefined,
            pieces: new Map([
              [2, 'two'],
              [1, 'one'],
            ]),
            ttlMs: 3,
          },
        ],
        ['c', { text: 'anew', pieces: new Map(), ttlMs: 4 }],
      ]),
    },
  ]);
  unwritten.flush();
  t.is(written.length, 1, 'nothing is left');
});

test('what waits to be written: of what is forgotten meanwhile, only that', async (t) => {
  const written: Changes[] = [];
  const unwritten = createUnwritten((changes) => written.push(changes), 1);
  unwritten.put('a', 'text', 1);
  unwritten.addPiece('b', 1, 'one', 1);
  unwritten.forget('a');
  unwritten.forget('b');
  await eventually(async () => {
    if (written.length === 0) throw new Error('expected it to be written by itself');
  });
  t.deepEqual(written, [{ forgotten: ['a', 'b'], kept: new Map() }]);
});
