import test from 'ava';
import { Engine } from 'json-rules-engine';
import { isList } from '../../controller/policy/conditions/json.ts';
import { decorators, holdsOf, operators, parseOperator } from '../../controller/policy/conditions/operators.ts';
import type { FactValue } from '../../controller/policy/facts.ts';

const values: readonly FactValue[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  0.5,
  '',
  'a',
  '1',
  [],
  ['a'],
  [1, 'a', null],
  [[1]],
  { a: 1 },
];
const sizes = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const names = Object.keys(operators);
const plain = [
  ...names,
  ...Object.keys(decorators).flatMap((decorator) => names.map((name) => `${decorator}:${name}`)),
];

for (const name of plain) {
  test(`operators: ${name} says of any two values what json-rules-engine says, but for the differences`, async (t) => {
    for (const left of values) {
      for (const right of values) {
        const theirs = await engineSays(name, left, right);
        // The engine copies the value of a rule, so that no list is the same as any other.
        const ours = weSay(name, left, structuredClone(right));
        if (ours !== theirs) t.true(isOnPurpose(name, left, right), JSON.stringify({ left, right, ours, theirs }));
      }
    }
    t.pass();
  });
}

type Said = boolean | 'fails';

function weSay(name: string, left: FactValue, right: FactValue): Said {
  const chain = parseOperator(name);
  if (chain === undefined) return 'fails';
  try {
    return holdsOf(chain)(left, right);
  } catch {
    return 'fails';
  }
}

async function engineSays(name: string, left: FactValue, right: FactValue): Promise<Said> {
  const engine = new Engine();
  engine.addRule({ conditions: { all: [{ fact: 'left', operator: name, value: right }] }, event: { type: 'true' } });
  try {
    return (await engine.run({ left })).events.length > 0;
  } catch {
    return 'fails';
  }
}

// 2: a text is no list. 3: sizes are those of numbers.
function isOnPurpose(name: string, left: FactValue, right: FactValue): boolean {
  const last = name.split(':').at(-1) ?? '';
  const sides = [left, right, ...[left, right].flatMap((side) => (isList(side) ? side : []))];
  if (sizes.includes(last)) return sides.some((side) => typeof side !== 'number');
  return (last === 'in' || last === 'notIn') && sides.some((side) => typeof side === 'string');
}
