import test from 'ava';
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
  { call: post('/api/organization/pause'), status: 200, asked: ['setPaused', true] },
  { call: post('/api/organization/resume'), status: 200, asked: ['setPaused', false] },
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
    call: post('/api/apply', { name: 'specs', documents: [{ file: 'a.yaml', text: 'a: 1' }] }),
    status: 200,
    asked: ['applyDocuments', { name: 'specs', documents: [{ file: 'a.yaml', text: 'a: 1' }], again: false }],
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

interface Refusal {
  readonly what: string;
  readonly call: Partial<TestCall>;
  readonly status: number;
  readonly code: string;
  readonly says: RegExp;
}

const json = { 'Content-Type': 'application/json' };
const usage = (says: RegExp) => ({ status: 400, code: 'USAGE', says });
const denied = (says: RegExp) => ({ status: 403, code: 'PERMISSION_DENIED', says });
const noJson = (says: RegExp) => ({ status: 415, code: 'MEDIA_TYPE', says });
const method = (says: RegExp) => ({ status: 405, code: 'METHOD_NOT_ALLOWED', says });
const large = (says: RegExp) => ({ status: 413, code: 'BODY_TOO_LARGE', says });
const missing = (says: RegExp) => ({ status: 404, code: 'NOT_FOUND', says });

const refusals: readonly Refusal[] = [
  {
    what: 'no JSON',
    call: { method: 'POST', path: '/api/projects', body: '{', headers: json },
    ...usage(/a body of JSON/),
  },
  {
    what: 'a form',
    call: { ...post('/api/projects'), headers: { 'Content-Type': 'text/plain' } },
    ...noJson(/found "text\/plain"/),
  },
  {
    what: 'nearly JSON',
    call: { ...post('/api/projects'), headers: { 'Content-Type': 'application/jsonp' } },
    ...noJson(/jsonp/),
  },
  { what: 'a bare POST', call: { method: 'POST', path: '/api/projects/notes/cancel' }, ...noJson(/found /) },
  { what: 'a method that is none', call: { method: 'PUT', path: '/api/projects', headers: json }, ...method(/GET/) },
  { what: 'an unknown field', call: post('/api/projects', { request: 'x', colour: 1 }), ...usage(/"colour"/) },
  { what: 'a missing field', call: post('/api/projects', {}), ...usage(/request/) },
  { what: 'a request of blanks', call: post('/api/projects', { request: ' \n' }), ...usage(/request/) },
  { what: 'two megabytes', call: post('/api/projects', { request: 'x'.repeat(2_000_000) }), ...large(/at most/) },
  { what: 'a relative folder', call: post('/api/projects/p/result', { folder: 'here' }), ...usage(/absolute/) },
  { what: 'an unknown path', call: { path: '/api/nothing' }, ...missing(/GET \/api\/nothing/) },
  { what: 'a wrong method', call: { method: 'DELETE', path: '/api/projects' }, ...method(/GET/) },
  { what: 'a bad number', call: { path: '/api/projects?limit=lots' }, ...usage(/limit.*"lots"/) },
  { what: 'an unknown project', call: post('/api/projects/gone/cancel'), ...missing(/"gone"/) },
  { what: 'a bad name in the path', call: { path: '/api/projects/%E0%A4%A' }, ...missing(/%E0/) },
  {
    what: 'a foreign page',
    call: { path: '/healthz', headers: { Origin: 'http://evil.example' } },
    ...denied(/Origin/),
  },
  {
    what: 'a page of another port',
    call: { path: '/healthz', headers: { Origin: 'http://localhost:9' } },
    ...denied(/Origin/),
  },
  { what: 'a rebound name', call: { path: '/healthz', headers: { Host: 'evil.example' } }, ...denied(/Host/) },
  {
    what: 'a cross-site fetch',
    call: { path: '/healthz', headers: { 'Sec-Fetch-Site': 'cross-site' } },
    ...denied(/Sec-Fetch/),
  },
];

test('api: refuses what is not of the expected form, saying what was expected', async (t) => {
  const api = await serveTestApi(t);
  for (const { what, call, status, code, says } of refusals) {
    const answer = await api.send(call);
    t.is(answer.status, status, what);
    t.is(answer.type, 'application/problem+json', what);
    t.is(answer.body['code'], code, what);
    t.regex(String(answer.body['detail']), says, what);
    t.truthy(answer.body['fix'], what);
  }
  t.deepEqual(api.asked, [['cancel', 'gone']]);
});

test('api: tells nothing of a fault but that it was one, and reports it inside', async (t) => {
  const faults: Error[] = [];
  const api = await serveTestApi(t, { onFault: (error) => faults.push(error) });
  const { status, body } = await api.send(post('/api/projects/broken/cancel'));
  t.is(status, 500);
  t.is(body['code'], 'INTERNAL');
  t.notRegex(JSON.stringify(body), /hunter2/);
  t.regex(faults[0]?.message ?? '', /hunter2/);
});
