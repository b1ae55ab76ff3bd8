import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import type { ModelSpec } from '../../controller/catalog/kinds/model.ts';
import type { ErrorCode } from '../../controller/errors/catalogue.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import type { Model } from '../../controller/models/model.ts';
import { createOpenAiModel } from '../../controller/models/openai-model.ts';
import { Secret } from '../../controller/models/secret.ts';
import { startOpenAiServer, type OpenAiServer, type Received, type Reply } from '../support/openai-server.ts';
import { contractTurns, modelContract, request } from './model.contract.ts';

const test = anyTest as TestFn;
const key = 'sk-very-secret-4711';

modelContract(test, 'openai model', async (t) => {
  let turn = 0;
  const replies = contractTurns.map((scripted): Reply => ({
    kind: 'answer',
    text: scripted.say,
    calls: (scripted.calls ?? []).map((call) => ({ name: call.skill, arguments: call.arguments })),
    delayMs: scripted.delayMs ?? 0,
  }));
  const { model } = await open(t, () => replies[turn - 1] ?? { kind: 'error', status: 500 });
  return { ...model, complete: (asked) => ((turn = asked.origin.turn), model.complete(asked)) };
});

test('openai model: sends the conversation, the tools and the key in the words of the API', async (t) => {
  const { model, server } = await open(t, () => ({ kind: 'answer', text: 'ok' }));
  await model.complete(request(1));
  const received = server.requests[0];
  t.is(received?.path, '/v1/chat/completions');
  t.is(received?.headers.authorization, `Bearer ${key}`);
  t.like(received?.body, { model: 'glm-test', stream: true, max_tokens: 256 });
  t.deepEqual(
    received?.body.messages.map((message) => message.role),
    ['system', 'user', 'assistant', 'tool'],
  );
  t.is(received?.body.tools?.[0]?.function.name, 'read_file');
});

test('openai model: usage is what the endpoint reports', async (t) => {
  const usage = { prompt_tokens: 321, completion_tokens: 12 };
  const { model } = await open(t, () => ({ kind: 'answer', text: 'ok', usage }));
  t.deepEqual((await model.complete(request(1))).usage, { inputTokens: 321, outputTokens: 12 });
});

test('openai model: arguments that are not JSON are handed on as they are', async (t) => {
  const { model } = await open(t, () => ({ kind: 'answer', calls: [{ name: 'read_file', arguments: '{"path": ' }] }));
  t.is((await model.complete(request(1))).calls[0]?.arguments, '{"path": ');
});

const passing: readonly [string, Reply][] = [
  ['a status 500', { kind: 'error', status: 500 }],
  ['a status 429 with Retry-After', { kind: 'error', status: 429, headers: { 'retry-after': '0' } }],
  ['a stream that is cut', { kind: 'cut', text: 'half' }],
  ['an error within the stream', { kind: 'raw', events: ['{"error":{"message":"overloaded"}}'] }],
  ['a finish that is none', { kind: 'answer', text: 'x', finish: 'network_error' }],
];

for (const [title, reply] of passing) {
  test(`openai model: asks again after ${title}`, async (t) => {
    const { model, server } = await open(t, ({ n }) => (n === 1 ? reply : { kind: 'answer', text: 'at last' }));
    t.is((await model.complete(request(1))).text, 'at last');
    t.is(server.requests.length, 2);
  });
}

const lasting: readonly [string, Reply, ErrorCode, RegExp, number][] = [
  ['a status 500 that stays', { kind: 'error', status: 500 }, 'MODEL_UNAVAILABLE', /500/, 3],
  [
    'a Retry-After of an hour',
    { kind: 'error', status: 429, headers: { 'retry-after': '3600' } },
    'MODEL_UNAVAILABLE',
    /429 .*; it asks for 3600 s of rest/,
    1,
  ],
  [
    'a status 401',
    { kind: 'error', status: 401, message: `bad key ${key}` },
    'MODEL_REFUSED',
    /401 bad key \[secret\]/,
    1,
  ],
  ['a status 404', { kind: 'error', status: 404 }, 'MODEL_REFUSED', /404/, 1],
  ['a status 400', { kind: 'error', status: 400 }, 'MODEL_REFUSED', /400/, 1],
  ['HTML', { kind: 'html' }, 'MODEL_PROTOCOL', /content type text\/html/, 1],
  ['events that are not JSON', { kind: 'raw', events: ['{nonsense'] }, 'MODEL_PROTOCOL', /answer in JSON/, 1],
  ['chunks of another form', { kind: 'raw', events: ['[1,2]', '{"choices":"none"}'] }, 'MODEL_UNAVAILABLE', /cut/, 3],
  [
    'an error with status 200',
    { kind: 'json', body: { error: { message: `spoilt for ${key}` } } },
    'MODEL_UNAVAILABLE',
    /found: spoilt for \[secret\]/,
    3,
  ],
  [
    'an account without money',
    { kind: 'error', status: 429, code: '1113', message: 'in arrears' },
    'MODEL_REFUSED',
    /429 in arrears/,
    1,
  ],
  ['a silence', { kind: 'silent' }, 'MODEL_UNAVAILABLE', /silence for 1 s/, 1],
];

for (const [title, reply, code, message, asked] of lasting) {
  test(`openai model: ${title} is ${code}`, async (t) => {
    const silent = reply.kind === 'silent';
    const { model, server } = await open(t, () => reply, { timeoutSeconds: silent ? 1 : 20, retries: silent ? 0 : 2 });
    const error = await t.throwsAsync(model.complete(request(1)), { instanceOf: MaiosError });
    t.is(error?.code, code);
    t.regex(error?.message ?? '', message);
    t.is(server.requests.length, asked);
    t.false(`${error?.message}${error?.stack}${JSON.stringify(error?.details)}${String(error?.cause)}`.includes(key));
  });
}

test('openai model: an endpoint that is not there is MODEL_UNAVAILABLE and says so', async (t) => {
  const { model, server } = await open(t, () => ({ kind: 'html' }), { retries: 0 });
  await server.close();
  const error = await t.throwsAsync(model.complete(request(1)), { instanceOf: MaiosError });
  t.is(error?.code, 'MODEL_UNAVAILABLE');
  t.regex(error?.message ?? '', /ECONNREFUSED/);
});

const tooLong: readonly Omit<Reply & { kind: 'error' }, 'kind' | 'status'>[] = [
  { code: 'context_length_exceeded' },
  { code: '1261', message: 'Prompt exceeds max length' },
  { message: "This model's maximum context length is 4096 tokens. However, you requested 9000" },
];

for (const reply of tooLong) {
  test(`openai model: a context that is too long is told apart by ${reply.code ?? 'its words'}`, async (t) => {
    const { model } = await open(t, () => ({ kind: 'error', status: 400, ...reply }));
    const error = await t.throwsAsync(model.complete(request(1)), { instanceOf: MaiosError });
    t.is(error?.details['contextOverflow'], true);
  });
}

const costs: readonly [string, readonly Reply[], boolean][] = [
  [
    'refusals',
    [
      { kind: 'error', status: 500 },
      { kind: 'error', status: 401 },
    ],
    true,
  ],
  ['a page of HTML', [{ kind: 'html' }], true],
  ['a cut stream', [{ kind: 'cut', text: 'half' }], false],
  ['a gateway that did not wait for the answer', [{ kind: 'error', status: 504 }], false],
];

for (const [title, replies, isFree] of costs) {
  test(`openai model: ${title} ${isFree ? 'cost nothing' : 'may have been charged'}`, async (t) => {
    const { model } = await open(t, ({ n }) => replies[n - 1] ?? { kind: 'html' }, { retries: replies.length - 1 });
    const error = await t.throwsAsync(model.complete(request(1)), { instanceOf: MaiosError });
    t.is(error?.details['isFree'] === true, isFree);
  });
}

test('openai model: tells why it asks again, and when', async (t) => {
  const reply: Reply = { kind: 'error', status: 429, message: 'slow down', headers: { 'retry-after': '0.2' } };
  const { model } = await open(t, ({ n }) => (n === 1 ? reply : { kind: 'answer', text: 'ok' }));
  const told: unknown[] = [];
  await model.complete({ ...request(1), onRetry: (why, delayMs) => void told.push([why.details['found'], delayMs]) });
  t.deepEqual(told, [['429 slow down', 200]]);
});

test('openai model: an abort ends a wait before a retry', async (t) => {
  const { model } = await open(t, () => ({ kind: 'error', status: 429, headers: { 'retry-after': '30' } }));
  const controller = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => controller.abort(reason), 100);
  t.is(await t.throwsAsync(model.complete(request(1, { signal: controller.signal }))), reason);
});

async function open(
  t: ExecutionContext,
  respond: (received: Received) => Reply,
  limits: NonNullable<ModelSpec['limits']> = { retries: 2 },
): Promise<{ readonly model: Model; readonly server: OpenAiServer }> {
  const server = await startOpenAiServer({ respond });
  t.teardown(() => server.close());
  const endpoint = { baseUrl: server.url, model: 'glm-test', key: () => new Secret(key) };
  return { model: createOpenAiModel('test', { provider: 'openai', limits }, endpoint), server };
}
