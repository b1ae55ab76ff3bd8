import test, { type ExecutionContext } from 'ava';
import { serveTestApi, type TestCall } from './serve-test-api.ts';

interface Case {
  readonly call: Partial<TestCall>;
  readonly status: number;
  readonly asked: readonly unknown[];
}

const post = (path: string, json: unknown = {}): Partial<TestCall> => ({ method: 'POST', path, json });

const cases: readonly Case[] = [
  {
    call: post('/api/projects', { request: 'Build it', name: 'it' }),
    status: 201,
    asked: ['startProject', { request: 'Build it', name: 'it' }],
  },
  { call: post('/api/projects/notes/input', { text: 'retry' }), status: 200, asked: ['giveInput', 'notes', 'retry'] },
  { call: post('/api/projects/notes/cancel'), status: 204, asked: ['cancel', 'notes'] },
  { call: post('/api/projects/notes/suspend'), status: 204, asked: ['setSuspended', 'notes', true] },
  { call: post('/api/projects/notes/resume'), status: 204, asked: ['setSuspended', 'notes', false] },
  {
    call: post('/api/projects/notes/result', { folder: '/somewhere' }),
    status: 200,
    asked: ['exportResult', 'notes', '/somewhere'],
  },
  {
    call: post('/api/agents', { name: 'dev-1', role: 'tester' }),
    status: 201,
    asked: ['createAgent', 'dev-1', { role: 'tester' }],
  },
  {
    call: post('/api/sources', { kind: 'git', path: '/specs' }),
    status: 200,
    asked: ['addSource', { kind: 'git', path: '/specs', again: false }],
  },
];

test('api: commands reach the control as they were sent', async (t) => {
  const api = await serveTestApi(t);
  for (const { call, status, asked } of cases) {
    const answer = await api.send(call);
    t.is(answer.status, status, `${call.path}: ${JSON.stringify(answer.body)}`);
    t.deepEqual(api.asked.at(-1), asked);
  }
});

test('api: problems of a source are told with code, fix and place, beside what was applied', async (t) => {
  const api = await serveTestApi(t);
  const { body } = await api.send(post('/api/sources', { kind: 'files', path: '/specs', again: true }));
  t.like(body['problems'], [{ code: 'SPEC_SYNTAX', place: { file: 'a.yaml', line: 3, column: 1 } }]);
});

test('api: memory is searched by meaning', async (t) => {
  const api = await serveTestApi(t);
  const { body } = await api.send(post('/api/memory/search', { query: 'ports' }));
  t.deepEqual(body['items'], [{ text: 'about ports', similarity: 0.9, kind: 'lesson' }]);
});

async function refuses(
  t: ExecutionContext,
  call: Partial<TestCall>,
  expected: { status: number; code: string; says: RegExp },
) {
  const api = await serveTestApi(t);
  const { status, type, body } = await api.send(call);
  t.is(status, expected.status);
  t.is(type, 'application/problem+json');
  t.is(body['code'], expected.code);
  t.regex(String(body['detail']), expected.says);
  t.truthy(body['fix']);
  t.deepEqual(
    api.asked.filter(([what]) => what !== 'cancel'),
    [],
  );
}
refuses.title = (title = '') => `api: refuses ${title}`;

const usage = (says: RegExp) => ({ status: 400, code: 'USAGE', says });
const json = { 'Content-Type': 'application/json' };

test(
  'a body that is not JSON',
  refuses,
  { ...post('/api/projects'), json: undefined, body: '{', headers: json },
  usage(/not JSON/),
);
test('a form', refuses, { ...post('/api/projects'), headers: { 'Content-Type': 'text/plain' } }, usage(/Content-Type/));
test('an unknown field, by name', refuses, post('/api/projects', { request: 'x', colour: 1 }), usage(/"colour"/));
test('a missing field, by name', refuses, post('/api/projects', {}), usage(/request/));
test('a body of two megabytes', refuses, post('/api/projects', { request: 'x'.repeat(2_000_000) }), usage(/at most/));
test('a relative folder', refuses, post('/api/projects/p/result', { folder: 'here' }), usage(/absolute/));
test(
  'an unknown path',
  refuses,
  { path: '/api/nothing' },
  { status: 404, code: 'NOT_FOUND', says: /GET \/api\/nothing/ },
);
test('a wrong method', refuses, { method: 'DELETE', path: '/api/projects' }, usage(/GET/));
test('a bad number', refuses, { path: '/api/projects?limit=lots' }, usage(/limit.*"lots"/));
test('an unknown project', refuses, post('/api/projects/gone/cancel'), {
  status: 404,
  code: 'NOT_FOUND',
  says: /"gone"/,
});
test(
  'a page of another origin',
  refuses,
  { path: '/api/projects', headers: { Origin: 'http://evil.example' } },
  denied(/Origin/),
);
test(
  'a name rebound to this machine',
  refuses,
  { path: '/api/projects', headers: { Host: 'evil.example' } },
  denied(/Host/),
);
test(
  'a cross-site fetch',
  refuses,
  { path: '/healthz', headers: { 'Sec-Fetch-Site': 'cross-site' } },
  denied(/Sec-Fetch-Site/),
);

function denied(says: RegExp) {
  return { status: 403, code: 'PERMISSION_DENIED', says };
}

test('api: tells nothing of a fault but that it was one, and reports it inside', async (t) => {
  const faults: Error[] = [];
  const api = await serveTestApi(t, { onFault: (error) => faults.push(error) });
  const { status, body } = await api.send(post('/api/projects/broken/cancel'));
  t.is(status, 500);
  t.is(body['code'], 'INTERNAL');
  t.notRegex(JSON.stringify(body), /hunter2/);
  t.regex(faults[0]?.message ?? '', /hunter2/);
});
