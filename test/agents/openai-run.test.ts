import test, { type ExecutionContext } from 'ava';
import { type ModelSpec } from '../../controller/catalog/kinds/model.ts';
import { type FailureClass } from '../../controller/policy/failures.ts';
import { respondAsOrganization } from '../support/openai-organization.ts';
import { startOpenAiServer, type Received, type Reply } from '../support/openai-server.ts';
import { openStage } from './stage.ts';

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

async function serve(
  t: ExecutionContext,
  respond: (received: Received) => Reply,
): Promise<{ readonly model: ModelSpec; readonly requests: readonly Received[] }> {
  const server = await startOpenAiServer({ respond });
  t.teardown(() => server.close());
  const model: ModelSpec = {
    provider: 'openai',
    endpoint: { baseUrl: server.url, model: 'test' },
    limits: { retries: 0 },
  };
  return { model, requests: server.requests };
}
