import test from 'ava';
import { conversationOf } from '../../controller/agents/turns/conversation.ts';
import { fitContext } from '../../controller/agents/turns/fit-context.ts';
import { progressOf } from '../../controller/agents/session/progress.ts';
import { readArguments } from '../../controller/agents/calls/read-arguments.ts';
import type { NewStep, Step } from '../../controller/agents/session/step-body.ts';
import { estimateRequest } from '../../controller/models/estimate-tokens.ts';
import type { Message } from '../../controller/models/model.ts';

const opening: readonly Message[] = [
  { role: 'system', content: 'who you are' },
  { role: 'user', content: 'what is wanted' },
];

// The same id in every turn, as some endpoints give them.
const call = { id: 'call_0', name: 'read_file', arguments: '{"path":"a"}' };
const other = { id: 'call_1', name: 'list_files', arguments: '{}' };

test('conversation: every call is answered within its own turn, also one that was not carried out', (t) => {
  const steps = numbered([
    turn('first', [call]),
    seen(call.id, 'one'),
    turn('second', [call, other]),
    seen(call.id, 'two'),
    note('go on'),
  ]);
  t.deepEqual(conversationOf(opening, steps).slice(2), [
    { role: 'assistant', content: 'first', calls: [call] },
    { role: 'tool', callId: 'call_0', content: 'one' },
    { role: 'assistant', content: 'second', calls: [call, other] },
    { role: 'tool', callId: 'call_0', content: 'two' },
    { role: 'tool', callId: 'call_1', content: 'not carried out' },
    { role: 'user', content: 'go on' },
  ]);
});

test('conversation: proofs and reflections are not part of it, and no message is empty', (t) => {
  const verify: NewStep = {
    kind: 'verify',
    label: 'failed',
    body: { command: 'x', passed: false, exitCode: 1, output: '' },
  };
  const messages = conversationOf(opening, numbered([turn('', []), verify]));
  t.deepEqual(messages.slice(2), [{ role: 'assistant', content: '(no answer)', calls: [] }]);
});

test('progress: the calls without an observation are what is to be done', (t) => {
  const steps = numbered([turn('a', [call]), seen(call.id, 'one'), turn('b', [call, other]), seen(call.id, 'two')]);
  const progress = progressOf(steps);
  t.is(progress.turns, 2);
  t.deepEqual(
    progress.calls.map(({ key, observation }) => [key, observation?.text]),
    [
      ['3.1', 'two'],
      ['3.2', undefined],
    ],
  );
});

test('progress: after a note the agent is to speak again', (t) => {
  t.is(progressOf(numbered([turn('done', []), note('not yet')])).lastTurn, undefined);
  t.is(progressOf(numbered([turn('done', [])])).lastTurn?.text, 'done');
});

test('fit context: what fits is left as it is', (t) => {
  const messages = conversationOf(opening, longSteps(10));
  t.deepEqual(fitContext(messages, 1_000_000), messages);
});

test('fit context: old observations are shortened first, the opening and the last exchanges never', (t) => {
  const messages = conversationOf(opening, longSteps(20));
  const room = Math.floor(estimateRequest(messages, []) / 2);
  const fitted = fitContext(messages, room);
  t.true(fitted !== undefined && estimateRequest(fitted, []) <= room);
  t.deepEqual(fitted?.slice(0, 2), messages.slice(0, 2));
  t.deepEqual(fitted?.slice(-6), messages.slice(-6));
  t.regex(fitted?.[3]?.content ?? '', /characters left out/);
  t.deepEqual(fitContext(messages, room), fitted);
  for (const message of fitted ?? []) {
    if (message.role === 'assistant')
      for (const { arguments: text } of message.calls) t.notThrows(() => void JSON.parse(text));
  }
});

test('fit context: arguments are shortened last and stay JSON', (t) => {
  const messages = conversationOf(opening, longSteps(20));
  const fitted = fitContext(messages, 11_000);
  const [first] = fitted?.[2]?.role === 'assistant' ? fitted[2].calls : [];
  t.true((first?.arguments.length ?? Number.NaN) < 1000);
  t.notThrows(() => void JSON.parse(first?.arguments ?? ''));
});

test('fit context: the oldest exchanges become lines of the opening, and every call keeps its answer', (t) => {
  const long = conversationOf(opening, longSteps(80));
  const fitted = fitContext(long, 6000) ?? [];
  t.true(fitted.length > 2 && estimateRequest(fitted, []) <= 6000);
  t.is(fitted[2]?.role, 'assistant');
  t.regex(fitted[1]?.content ?? '', /What you did so far, in short\n[^]*- write_file \{"path":"40"/);
  t.deepEqual(fitted.slice(-3), long.slice(-3));
  const called = fitted.flatMap((message) => (message.role === 'assistant' ? message.calls.map(({ id }) => id) : []));
  const answered = fitted.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
  t.deepEqual(answered, called);
  t.deepEqual(fitContext(long, 6000), fitted);
});

test('fit context: the last observations are shortened where nothing else helps', (t) => {
  const short = fitContext(conversationOf(opening, longSteps(2)), 1500);
  t.truthy(short);
  t.regex(short?.at(-1)?.content ?? '', /characters left out/);
});

test('fit context: so is what the last calls were given, however long the run', (t) => {
  for (const turns of [3, 400]) {
    const fitted = fitContext(conversationOf(opening, longSteps(turns)), 1800);
    t.is(fitted?.length, 8);
    for (const message of fitted ?? []) {
      if (message.role === 'assistant')
        for (const { arguments: text } of message.calls) t.notThrows(() => void JSON.parse(text));
    }
  }
});

test('fit context: what cannot fit is said to', (t) => {
  t.is(fitContext(conversationOf(opening, longSteps(4)), 100), undefined);
});

const schema = {
  type: 'object',
  properties: { path: { type: 'string' }, limit: { type: 'integer' }, tags: { type: 'array' } },
  required: ['path'],
  additionalProperties: false,
};

const argumentCases: readonly [string, string, RegExp | undefined][] = [
  ['good ones', '{"path":"a","limit":2}', undefined],
  ['those in a code fence', '```json\n{"path":"a"}\n```', undefined],
  ['a list that is written as a string', '{"path":"a","tags":"[1]"}', undefined],
  ['a string where a list is wanted', '{"path":"a","tags":"one"}', /tags must be array/],
  ['invalid JSON', '{"path": ', /one JSON object, found: \{"path": /],
  ['a list', '["a"]', /one JSON object/],
  ['a number that is none', '{"path":"a","limit":1e999}', /numbers below 1e308/],
  ['more levels than rules look at', `{"path":${'['.repeat(600)}${']'.repeat(600)}}`, /at most 500 levels/],
  ['a missing field', '{}', /required property 'path'/],
  ['nothing at all', '', /required property 'path'/],
  ['a wrong type', '{"path":"a","limit":"2"}', /limit must be integer/],
  ['an unknown field', '{"path":"a","mode":1}', /additional properties \("mode"\)/],
];

for (const [title, text, expected] of argumentCases) {
  test(`arguments: ${title} ${expected === undefined ? 'are read' : 'are told to the agent'}`, (t) => {
    const read = readArguments(text, schema);
    if (expected === undefined) t.true(read.ok);
    else t.regex(read.ok ? '' : read.text, expected);
  });
}

function longSteps(turns: number): readonly Step[] {
  const steps = Array.from({ length: turns }, (_, index): NewStep[] => {
    const long = {
      id: `c${index}`,
      name: 'write_file',
      arguments: JSON.stringify({ path: `${index}`, content: 'y'.repeat(2000) }),
    };
    return [turn(`turn ${index}`, [long]), seen(long.id, 'x'.repeat(4000))];
  });
  return numbered(steps.flat());
}

function turn(text: string, calls: readonly (typeof call)[]): NewStep {
  return {
    kind: 'turn',
    label: undefined,
    body: { turn: 1, text, calls, usage: { inputTokens: 1, outputTokens: 1 }, finish: 'calls' },
  };
}

function seen(callId: string, text: string): NewStep {
  return { kind: 'observation', label: 'read_file', body: { callId, skill: 'read_file', ok: true, text } };
}

function note(text: string): NewStep {
  return { kind: 'note', label: 'note', body: { text } };
}

function numbered(steps: readonly NewStep[]): readonly Step[] {
  return steps.map((step, index) => ({ ...step, n: index + 1 }));
}
