import test from 'ava';
import { isSafePath, readPath } from '../../controller/policy/conditions/path.ts';
import type { FactValue } from '../../controller/policy/facts.ts';

const reads = test.macro({
  exec: (t, value: FactValue, path: string, expected: FactValue) => {
    t.true(isSafePath(path));
    t.deepEqual(readPath(value, path), expected);
  },
  title: (_, value, path, expected) => `path: ${path} of ${JSON.stringify(value)} is ${JSON.stringify(expected)}`,
});

test(reads, { a: { b: 1 } }, '$.a.b', 1);
test(reads, { a: { b: 1 } }, 'a.b', 1);
test(reads, { a: { 'b-c': 1 } }, '$.a.b-c', 1);
test(reads, ['x', 'y'], '$.length', 2);
test(reads, { list: ['x', 'y'] }, '$.list.length', 2);
test(reads, {}, '$.a', null);
test(reads, { a: 'text' }, '$.a.length', null);
test(reads, { a: null }, '$.a.b', null);
test(reads, {}, '$.constructor.name', null);
test(reads, {}, '$.__proto__', null);
test(reads, ['x'], '$.at', null);
test(reads, { length: 9 }, '$.length', 9);
