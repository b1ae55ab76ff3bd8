import test from 'ava';
import { shortened } from '../../controller/orchestrator/plan/shortened.ts';

const cases: readonly (readonly [what: string, text: string, wanted: string])[] = [
  ['a short text is whole', ' Tested. \n', 'Tested.'],
  ['of several lines, the first', 'Tested.\nAll 12 pass.', 'Tested.'],
  [
    'a long one ends with a sentence',
    `Approved: limits are kept. Done. ${'word '.repeat(40)}`,
    'Approved: limits are kept. Done.',
  ],
  ['a full stop within a word ends none', `See a.js ${'word '.repeat(40)}`, `See a.js ${'word '.repeat(30)}…`],
  ['one word is cut', 'x'.repeat(200), `${'x'.repeat(160)} …`],
];

for (const [what, text, wanted] of cases) {
  test(`shortened: ${what}`, (t) => t.is(shortened(text), wanted));
}
