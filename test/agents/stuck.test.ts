import test from 'ava';
import { findStuck, stuckLabel, wasWarned, type Stuck } from '../../controller/agents/turns/stuck.ts';
import type { NewStep, Step } from '../../controller/agents/session/step-body.ts';

/** One act: what is called with what, what it shows, and whether it went well; the words beside it differ each time. */
type Act = readonly [skill: string, args: unknown, text: string, ok?: boolean];

const read: Act = ['read_file', { path: 'a.js' }, 'content'];
const list: Act = ['list_files', { path: '.' }, 'a.js'];
const tests: Act = ['run_tests', {}, 'failing', false];
const search: Act = ['search_code', { pattern: 'x' }, 'nothing'];

const cases: readonly [string, readonly Act[], Stuck['pattern'] | undefined][] = [
  ['nothing yet', [], undefined],
  ['different calls', [read, list, search, tests], undefined],
  ['the same call three times', [read, read, read], undefined],
  ['the same call and result four times', [read, read, read, read], 'repetition'],
  [
    'the same call four times with other results',
    [1, 2, 3, 4].map((n): Act => ['read_file', { path: 'a' }, `${n}`]),
    undefined,
  ],
  [
    'the order of arguments',
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ].map((args): Act => ['f', args, 'x']),
    'repetition',
  ],
  ['a duration in the result', [1, 20, 300, 4000].map((n): Act => ['run', {}, `passed in ${n} ms`]), 'repetition'],
  [
    'a date and an id in the result',
    [1, 2, 3, 4].map((n): Act => ['run', {}, `2026-11-22T10:0${n}:00Z 0123456789ab${n}`]),
    'repetition',
  ],
  ['a failing call twice', [tests, tests], undefined],
  ['a failing call three times', [tests, tests, tests], 'failing-call'],
  [
    'a failing call three times with other errors',
    ['a', 'b', 'c'].map((text): Act => ['run_tests', {}, text, false]),
    'failing-call',
  ],
  ['a pair twice over', [read, list, read, list], undefined],
  ['a pair three times over', [read, list, read, list, read, list], 'alternation'],
  ['a triple three times over', [read, list, search, read, list, search, read, list, search], 'alternation'],
  ['four calls three times over', Array.from({ length: 3 }, () => [read, list, search, tests]).flat(), 'alternation'],
  ['a pair that is broken', [read, list, read, list, search, read, list], undefined],
  [
    'a pair whose results differ',
    [1, 2, 3].flatMap((n): Act[] => [
      ['write', { n: 1 }, 'ok'],
      ['run', {}, `${n} failures`],
    ]),
    undefined,
  ],
  [
    'six failures of different calls',
    [1, 2, 3, 4, 5, 6].map((n): Act => ['read_file', { path: `${n}` }, 'none', false]),
    'errors',
  ],
  [
    'five failures and a success',
    [1, 2, 3, 4, 5, 6].map((n): Act => ['read_file', { path: `${n}` }, 'none', n === 6]),
    undefined,
  ],
];

for (const [title, acts, expected] of cases) {
  test(`stuck: ${title} is ${expected ?? 'no circle'}`, (t) => {
    t.is(findStuck(stepsOf(acts))?.pattern, expected);
  });
}

test('stuck: several calls in one turn count as if they had come one by one', (t) => {
  const calls = [1, 2, 3, 4].map((n) => ({ id: `c${n}`, name: 'read_file', arguments: '{"path":"a"}' }));
  const steps = numbered([
    turn('at once', calls),
    ...calls.map((call): NewStep => ({
      kind: 'observation',
      label: call.name,
      body: { callId: call.id, skill: call.name, ok: true, text: 'x' },
    })),
  ]);
  t.is(findStuck(steps)?.pattern, 'repetition');
});

test('stuck: three answers that call nothing are a monologue, whatever they say, also with reminders between', (t) => {
  const reminder: NewStep = { kind: 'note', label: 'reminder', body: { text: 'call something' } };
  for (const said of ['', 'I think about it.']) {
    const idle = [turn('', []), reminder, turn(said, []), reminder, turn(said, [])];
    t.is(findStuck(numbered(idle))?.pattern, 'monologue');
    t.is(findStuck(numbered(idle.slice(2))), undefined);
  }
});

test('stuck: after a warning, the count begins anew', (t) => {
  const warning: NewStep = { kind: 'note', label: stuckLabel, body: { text: 'you go in circles' } };
  const before = stepsOf([read, read, read, read]);
  const warned = numbered([...before, warning, ...stepsOf([read, read, read])]);
  t.is(findStuck(warned), undefined);
  t.true(wasWarned(warned));
  t.is(findStuck(numbered([...warned, ...stepsOf([read])]))?.pattern, 'repetition');
});

function stepsOf(acts: readonly Act[]): readonly Step[] {
  return numbered(
    acts.flatMap(([skill, args, text, ok = true], index): NewStep[] => {
      const call = { id: `call_${index}`, name: skill, arguments: JSON.stringify(args) };
      const observation = { callId: call.id, skill, ok, text };
      return [turn(`thought ${index}`, [call]), { kind: 'observation', label: skill, body: observation }];
    }),
  );
}

function turn(
  text: string,
  calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[],
): NewStep {
  return {
    kind: 'turn',
    label: undefined,
    body: { turn: 1, text, calls, usage: { inputTokens: 1, outputTokens: 1 }, finish: 'calls' },
  };
}

function numbered(steps: readonly NewStep[]): readonly Step[] {
  return steps.map((step, index) => ({ ...step, n: index + 1 }));
}

test('stuck: a call that fails each time is told with the first line of what it said', (t) => {
  const [first] = cases.filter(([title]) => title === 'a failing call three times with other errors');
  const found = findStuck(stepsOf(first?.[1] ?? []));
  t.is(found?.message, 'run_tests was called 3 times with the same arguments and failed each time: c');
});
