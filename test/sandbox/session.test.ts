import { spawn } from 'node:child_process';
import test, { type ExecutionContext } from 'ava';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { childTransport } from '../../controller/sandbox/child-transport.ts';
import { createRemoteSandbox } from '../../controller/sandbox/remote-sandbox.ts';
import { openSession, type Session } from '../../controller/sandbox/session.ts';

// A program in sandboxd's place; `answer(request)` gives the line that it answers with.
async function pretend(t: ExecutionContext, answer: string): Promise<Session> {
  const script = `
    console.log('{"ready":true}');
    const answer = ${answer};
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const said = answer(JSON.parse(line));
      if (said !== undefined) console.log(typeof said === 'string' ? said : JSON.stringify(said));
    }).on('close', () => process.exit());
  `;
  const session = await openSession(
    childTransport(spawn(process.execPath, ['--eval', script], { stdio: ['pipe', 'pipe', 'pipe'] })),
  );
  t.teardown(() => session.end());
  return session;
}

for (const [what, answer, message] of [
  ['is not JSON', `() => 'hello'`, /something else/],
  ['is a list', `() => []`, /something else/],
  ['has no size', `({ id }) => ({ id, ok: true, text: '' })`, /wrong form: size/],
  [
    'has a size that is text',
    `({ id }) => ({ id, ok: true, text: '', size: '7', truncated: false })`,
    /wrong form: size/,
  ],
  ['has a negative size', `({ id }) => ({ id, ok: true, text: '', size: -7, truncated: false })`, /wrong form: size/],
  ['has an unknown code', `({ id }) => ({ id, ok: false, code: 'toString', message: 'x' })`, /^x$/],
  ['never ends', `() => 'x'.repeat(70e6)`, /at most \d+ bytes/],
  ['is the end', `() => process.exit(3)`, /ended with exit code 3/],
  ['is the end, with a last word', `() => { console.error('I am dying'); process.exit(3); }`, /I am dying/],
] as const) {
  test(`session: an answer that ${what} is an unavailable sandbox`, async (t) => {
    const sandbox = createRemoteSandbox('pretended', await pretend(t, answer));
    const error = await t.throwsAsync(sandbox.readFile('a'), { instanceOf: MaiosError });
    t.is(error?.code, 'SANDBOX_UNAVAILABLE');
    t.regex(error?.message ?? '', message);
  });
}

test('session: an answer that does not come ends the session', async (t) => {
  const session = await pretend(t, '() => undefined');
  const [late, other] = [
    session.request('read', {}, { timeoutMs: 200 }),
    session.request('read', {}, { timeoutMs: 60_000 }),
  ];
  await t.throwsAsync(late, { code: 'SANDBOX_UNAVAILABLE', message: /within 200 ms/ });
  await t.throwsAsync(other, { code: 'SANDBOX_UNAVAILABLE' });
  await t.throwsAsync(session.request('read', {}, { timeoutMs: 100 }), { code: 'SANDBOX_UNAVAILABLE' });
});

test('session: answers find their calls in whatever order they come, and others are ignored', async (t) => {
  const session = await pretend(
    t,
    `(() => {
    const waiting = [];
    return ({ id }) => {
      waiting.push(id);
      if (waiting.length < 3) return;
      console.log('{"id":"nobody","ok":true}');
      return waiting.reverse().map((id) => JSON.stringify({ id, ok: true, you: id })).join('\\n');
    };
  })()`,
  );
  const answers = await Promise.all([1, 2, 3].map(() => session.request('read', {}, { timeoutMs: 10_000 })));
  t.deepEqual(
    answers.map((answer) => answer['you']),
    [1, 2, 3],
  );
});

test('session: a program that does not start says why', async (t) => {
  const missing = openSession(childTransport(spawn('/nowhere/at/all', { stdio: ['pipe', 'pipe', 'pipe'] })));
  await t.throwsAsync(missing, { code: 'SANDBOX_UNAVAILABLE', message: /ENOENT/ });
  const failing = openSession(
    childTransport(spawn('sh', ['-c', 'echo no user namespaces >&2; exit 1'], { stdio: ['pipe', 'pipe', 'pipe'] })),
  );
  await t.throwsAsync(failing, { code: 'SANDBOX_UNAVAILABLE', message: /exit code 1: no user namespaces/ });
});
