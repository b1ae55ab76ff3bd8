import test, { type ExecutionContext } from 'ava';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AnyResource } from '../../controller/catalog/kinds/kinds.ts';
import type { ModelSpec } from '../../controller/catalog/kinds/model.ts';
import type { FailureClass } from '../../controller/policy/failures.ts';
import { respondAsOrganization } from '../support/openai-organization.ts';
import { startOpenAiServer, type Received, type Reply } from '../support/openai-server.ts';
import { ben, openStage } from './stage.ts';

test.serial('openai run: a project is planned and worked on over the wire', async (t) => {
  const { model, requests } = await serve(t, respondAsOrganization);
  const stage = await openStage(t, { model, tasks: [] });
  const plan = await stage.execute(await stage.queue({ purpose: 'plan' }));
  t.deepEqual(
    plan.result?.plan?.map((task) => task.name),
    ['slugify', 'cli', 'review-cli'],
  );
  const run = await stage.execute(await stage.queue({ task: 'slugify' }));
  t.is(run.failure, null);
  t.is(run.result?.lesson, 'Write the test beside the module.');
  t.is((await stage.project()).tokensSpent, requests.length * 960);
});

const misbehaving: readonly [string, (received: Received) => Reply, FailureClass, RegExp][] = [
  ['status 500', () => ({ kind: 'error', status: 500 }), 'model-unavailable', /MODEL_UNAVAILABLE/],
  ['a cut stream', () => ({ kind: 'cut', text: 'I will' }), 'model-unavailable', /cut/],
  ['HTML', () => ({ kind: 'html' }), 'model-unavailable', /MODEL_PROTOCOL/],
  ['a refused key', () => ({ kind: 'error', status: 401 }), 'model-refused', /MODEL_REFUSED/],
  [
    'a context that is too long',
    () => ({ kind: 'error', status: 400, code: 'context_length_exceeded' }),
    'context-overflow',
    /MODEL_REFUSED/,
  ],
];

for (const [title, respond, expected, message] of misbehaving) {
  test.serial(`openai run: ${title} is ${expected}`, async (t) => {
    const { model } = await serve(t, respond);
    const stage = await openStage(t, { model });
    const run = await stage.execute(await stage.queue({ task: 'build' }));
    t.is(run.failure?.class, expected);
    t.regex(run.failure?.message ?? '', message);
  });
}

test.serial('openai run: invalid arguments and a tool that does not exist are told to the model', async (t) => {
  const calls = [
    { name: 'read_file', arguments: '{"path": "a' },
    { name: 'launch', arguments: {} },
  ];
  const { model, requests } = await serve(t, ({ n, body }) =>
    n === 1
      ? { kind: 'answer', calls }
      : {
          kind: 'answer',
          text: body.messages
            .filter(({ role }) => role === 'tool')
            .map(({ content }) => content)
            .join(' | '),
        },
  );
  const stage = await openStage(t, { model });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.regex(run.result?.summary ?? '', /one JSON object.* \| there is no tool "launch"/);
  t.true(requests.length >= 2);
});

test.serial('openai run: a person is asked about the arguments that would be carried out', async (t) => {
  const calls = [{ name: 'write_file', arguments: '```json\n{"path": "a", "content": "", "path": "b"}\n```' }];
  const { model } = await serve(t, () => ({ kind: 'answer', calls }));
  const ask: AnyResource = {
    apiVersion,
    kind: 'SkillPermission',
    metadata: { name: 'ask-first' },
    spec: { subjects: { all: true }, skills: ['write_file'], effect: 'ask' },
  };
  const stage = await openStage(t, { model, resources: [ben, ask] });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.regex(run.failure?.message ?? '', /ben asks to call write_file with \{"path":"b","content":""\}/);
});

test.serial('openai run: an answer that is cut in the middle of a call is told to be so', async (t) => {
  const { model, requests } = await serve(t, ({ n }) =>
    n === 1
      ? { kind: 'answer', calls: [{ name: 'write_file', arguments: '{"path": "a' }], finish: 'length' }
      : { kind: 'answer', text: 'done' },
  );
  const stage = await openStage(t, { model });
  await stage.execute(await stage.queue({ task: 'build' }));
  const told = requests[1]?.body.messages.find(({ role }) => role === 'tool')?.content;
  t.regex(told ?? '', /one JSON object[^]*cut here: it can have 4096 tokens at most/);
});

test.serial('openai run: where the endpoint counts more tokens than were estimated, less is sent', async (t) => {
  const tooLong: Reply = { kind: 'error', status: 400, code: 'context_length_exceeded' };
  const { model, requests } = await serve(t, ({ n }) => (n <= 2 ? tooLong : { kind: 'answer', text: 'done' }));
  const stage = await openStage(t, { model });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.outcome, 'succeeded');
  t.is(requests.length, 4);
});

test.serial('openai run: a planner that only talks is told so, and is soon stuck', async (t) => {
  const { model, requests } = await serve(t, ({ n }) => ({ kind: 'answer', text: `First I would think. (${n})` }));
  const stage = await openStage(t, { model, tasks: [] });
  const run = await stage.execute(await stage.queue({ purpose: 'plan' }));
  t.is(run.failure?.class, 'stuck');
  t.is(requests.length, 6);
  t.regex(requests[1]?.body.messages.at(-1)?.content ?? '', /calling submit_plan/);
});

for (const [said, lesson] of [
  ['NONE.', undefined],
  ['Сначала тесты.', 'Сначала тесты.'],
] as const) {
  test.serial(
    `openai run: an agent that is asked for a lesson and says "${said}" leaves ${lesson ?? 'none'}`,
    async (t) => {
      const { model } = await serve(t, ({ body }) => ({
        kind: 'answer',
        text: body.tools === undefined ? said : 'done',
      }));
      const stage = await openStage(t, { model });
      const run = await stage.execute(await stage.queue({ task: 'build' }));
      t.is(run.outcome, 'succeeded');
      t.is(run.result?.lesson, lesson);
    },
  );
}

const retried: readonly [string, Reply, boolean][] = [
  ['a cut stream', { kind: 'cut', text: 'I' }, true],
  ['a status 503', { kind: 'error', status: 503 }, false],
];

for (const [title, first, isCharged] of retried) {
  test.serial(
    `openai run: ${title} counts as ${isCharged ? '' : 'not '}spent, beside the answer after it`,
    async (t) => {
      const { model, requests } = await serve(t, ({ n }) => (n === 1 ? first : { kind: 'answer', text: 'done' }), 1);
      const stage = await openStage(t, { model });
      await stage.execute(await stage.queue({ task: 'build' }));
      const { tokensSpent, tokensReserved } = await stage.project();
      t.is(tokensReserved, 0);
      t.is(tokensSpent > (requests.length - 1) * 960, isCharged);
    },
  );
}

test.serial('openai run: what a cut stream may have cost is not asked for again beyond the budget', async (t) => {
  const { model, requests } = await serve(t, () => ({ kind: 'cut', text: 'I' }), 3);
  const stage = await openStage(t, { model, project: { budget: { tokens: 12_000 } } });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure?.class, 'budget');
  t.is(requests.length, 2);
  t.true((await stage.project()).tokensSpent <= 12_000);
});

async function serve(
  t: ExecutionContext,
  respond: (received: Received) => Reply,
  retries = 0,
): Promise<{ readonly model: ModelSpec; readonly requests: readonly Received[] }> {
  const server = await startOpenAiServer({ respond });
  t.teardown(() => server.close());
  const model: ModelSpec = {
    provider: 'openai',
    endpoint: { baseUrl: server.url, model: 'test' },
    limits: { retries },
  };
  return { model, requests: server.requests };
}
