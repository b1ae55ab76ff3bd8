import type { ExecutionContext, TestFn } from 'ava';
import type { Message, Model, ModelRequest, RequestOrigin } from '../../controller/models/model.ts';

/** What each driver of the port is asked to have ready: answers to these turns. */
export const contractTurns = [
  { match: { turn: 1 }, say: 'hello there' },
  {
    match: { turn: 2 },
    say: 'looking',
    calls: [
      { skill: 'read_file', arguments: { path: 'a.txt', note: 'quote " and \\ and ü' } },
      { skill: 'list_files', arguments: {} },
    ],
  },
  { match: { turn: 3 }, say: 'too late', delayMs: 30_000 },
];

export function request(turn: number, overrides: Partial<ModelRequest> = {}): ModelRequest {
  return {
    origin: originOf(turn),
    messages: conversation,
    tools: [{ name: 'read_file', description: 'Reads.', parameters: { type: 'object' } }],
    maxOutputTokens: 256,
    signal: new AbortController().signal,
    ...overrides,
  };
}

export function originOf(turn: number): RequestOrigin {
  return { purpose: 'work', project: 'demo', task: 'build', agent: 'ben', attempt: 1, turn };
}

const conversation: readonly Message[] = [
  { role: 'system', content: 'You are ben.' },
  { role: 'user', content: 'Build it.' },
  { role: 'assistant', content: '', calls: [{ id: 'call_0', name: 'list_files', arguments: '{}' }] },
  { role: 'tool', callId: 'call_0', content: 'nothing' },
];

type Open = (t: ExecutionContext) => Promise<Model>;

/** What every driver of the model port does. */
export function modelContract(test: TestFn, driver: string, open: Open): void {
  test(`${driver}: an answer without calls is text, and ends`, async (t) => {
    const model = await open(t);
    const heard: string[] = [];
    const answer = await model.complete(request(1, { onText: (text) => heard.push(text) }));
    t.is(answer.text, 'hello there');
    t.deepEqual(answer.calls, []);
    t.is(answer.finish, 'stop');
    t.is(heard.join(''), 'hello there');
  });

  test(`${driver}: calls arrive whole, in order, with ids that differ`, async (t) => {
    const answer = await (await open(t)).complete(request(2));
    t.is(answer.finish, 'calls');
    t.deepEqual(
      answer.calls.map(({ name }) => name),
      ['read_file', 'list_files'],
    );
    t.deepEqual(JSON.parse(answer.calls[0]?.arguments ?? ''), { path: 'a.txt', note: 'quote " and \\ and ü' });
    t.is(new Set(answer.calls.map(({ id }) => id)).size, 2);
  });

  test(`${driver}: usage is counted, whether the endpoint reports it or not`, async (t) => {
    const { usage } = await (await open(t)).complete(request(1));
    t.true(usage.inputTokens > 0);
    t.true(usage.outputTokens > 0);
  });

  test(`${driver}: an abort rejects at once with the signal's reason`, async (t) => {
    const model = await open(t);
    const controller = new AbortController();
    const answer = model.complete(request(3, { signal: controller.signal }));
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 50);
    t.is(await t.throwsAsync(answer), reason);
  });

  test(`${driver}: a signal that is aborted already asks nothing`, async (t) => {
    const model = await open(t);
    const reason = new Error('before');
    t.is(await t.throwsAsync(model.complete(request(1, { signal: AbortSignal.abort(reason) }))), reason);
  });
}
