import test, { type ExecutionContext } from 'ava';
import type { Model } from '../../controller/models/model.ts';
import { createOpenAiModel } from '../../controller/models/openai-model.ts';
import { startOpenAiServer, type OpenAiServer, type Reply } from '../support/openai-server.ts';
import { request } from './model.contract.ts';

const args = { path: 'a.txt' };
const twoCalls = [
  ['read_file', args],
  ['list_files', { path: 'b' }],
] as const;

/** How endpoints that are called compatible write the same two calls; each list is what comes in one chunk. */
const dialects: Readonly<Record<string, readonly (readonly Record<string, unknown>[])[]>> = {
  'each whole, without an index': twoCalls.map(([name, given], n) => [
    { id: `c${n}`, function: { name, arguments: JSON.stringify(given) } },
  ]),
  'each with the index 0 and without ids': twoCalls.map(([name, given]) => [
    { index: 0, id: '', function: { name, arguments: JSON.stringify(given) } },
  ]),
  'in pieces, each with the index 0': twoCalls.flatMap(([name], n) => [
    [{ index: 0, id: `c${n}`, function: { name, arguments: '' } }],
    ...lettersOf(twoCalls[n]?.[1]).map((letter) => [{ index: 0, function: { arguments: letter } }]),
  ]),
  'in pieces that repeat id and name': twoCalls.flatMap(([name, given], index) =>
    lettersOf(given).map((letter) => [{ index, id: `c${index}`, function: { name, arguments: letter } }]),
  ),
  'in pieces that repeat the name': twoCalls.flatMap(([name, given], index) =>
    lettersOf(given).map((letter) => [{ index, function: { name, arguments: letter } }]),
  ),
  'with arguments as an object': twoCalls.map(([name, given], index) => [
    { index, id: `c${index}`, function: { name, arguments: given } },
  ]),
  'both in one chunk': [twoCalls.map(([name, given]) => ({ function: { name, arguments: JSON.stringify(given) } }))],
  'with the same id': twoCalls.map(([name, given], index) => [
    { index, id: 'call_0', function: { name, arguments: JSON.stringify(given) } },
  ]),
};

for (const [title, chunks] of Object.entries(dialects)) {
  test(`openai model: reads two calls ${title}`, async (t) => {
    const events = [
      ...chunks.map((calls) => ({ choices: [{ index: 0, delta: { tool_calls: calls } }] })),
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
    ];
    const { model } = await open(t, { kind: 'raw', events: events.map((event) => JSON.stringify(event)) });
    const { calls } = await model.complete(request(1));
    t.deepEqual(
      calls.map((call) => [call.name, JSON.parse(call.arguments) as unknown]),
      twoCalls.map((call) => [...call]),
    );
    t.is(new Set(calls.map((call) => call.id)).size, 2);
  });
}

test('openai model: reads a whole answer of an endpoint that does not stream', async (t) => {
  const call = { id: 'c1', function: { name: 'read_file', arguments: '{}' } };
  const choice = { message: { role: 'assistant', content: 'Here.', tool_calls: [call] }, finish_reason: 'tool_calls' };
  const { model } = await open(t, { kind: 'json', body: { choices: [choice] } });
  t.like(await model.complete(request(1)), {
    text: 'Here.',
    finish: 'calls',
    calls: [{ id: 'c1', name: 'read_file' }],
  });
});

test('openai model: sends back what a model wrote as endpoints accept it', async (t) => {
  const { model, server } = await open(t, { kind: 'answer', text: 'ok' });
  const calls = [
    { id: 'c1', name: 'no such\ntool!', arguments: '{"path": ' },
    { id: 'c2', name: '', arguments: '[1]' },
    { id: 'c3', name: 'read_file', arguments: '{"path":"a"}' },
  ];
  await model.complete({ ...request(1), messages: [{ role: 'assistant', content: '', calls }] });
  const sent = server.requests[0]?.body.messages[0]?.tool_calls?.map((each) => each.function);
  t.deepEqual(sent, [
    { name: 'no_such_tool_', arguments: '{"invalid":"{\\"path\\": "}' },
    { name: 'unnamed', arguments: '{"invalid":"[1]"}' },
    { name: 'read_file', arguments: '{"path":"a"}' },
  ]);
});

function lettersOf(value: unknown): readonly string[] {
  return JSON.stringify(value).split('');
}

async function open(
  t: ExecutionContext,
  reply: Reply,
): Promise<{ readonly model: Model; readonly server: OpenAiServer }> {
  const server = await startOpenAiServer({ respond: () => reply });
  t.teardown(() => server.close());
  const endpoint = { baseUrl: server.url, model: 'glm-test', key: () => undefined };
  return { model: createOpenAiModel('test', { provider: 'openai', limits: { retries: 0 } }, endpoint), server };
}
