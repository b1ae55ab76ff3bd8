import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { accessToken, requiredToken } from '../../controller/api/access-token.ts';
import { createApi } from '../../controller/api/create-api.ts';
import { listenOnPort } from '../../controller/api/listen-on-port.ts';
import { send, serveTestApi, type TestAnswer, type TestApi, type TestCall } from './serve-test-api.ts';
import { freePort } from '../support/free-port.ts';

const token = 'correct-horse-battery-staple';

interface Guarded extends TestApi {
  /** A request from elsewhere. */
  knock(call: Partial<TestCall>): Promise<TestAnswer>;
}

/** The API with a token, on a port of its own besides the socket. */
async function serveGuarded(t: ExecutionContext): Promise<Guarded> {
  const api = await serveTestApi(t, { token });
  const port = await freePort();
  const listening = await listenOnPort(createApi(api.deps).callback(), { host: '127.0.0.1', port });
  t.teardown(() => listening.close());
  return { ...api, knock: (call) => send({ port }, call) };
}

const shown = { Authorization: `Bearer ${token}` };
const cases: readonly (readonly [title: string, call: Partial<TestCall>, status: number])[] = [
  ['without it nothing is told', { path: '/api/projects' }, 401],
  ['another one opens nothing', { path: '/api/projects', headers: { Authorization: 'Bearer wrong' } }, 401],
  [
    'a part of it opens nothing',
    { path: '/api/projects', headers: { Authorization: `Bearer ${token.slice(1)}` } },
    401,
  ],
  ['another way to show it is none', { path: '/api/projects', headers: { Authorization: `Basic ${token}` } }, 401],
  ['an unknown path tells nothing either', { path: '/api/nothing' }, 401],
  ['with it everything is open', { path: '/api/projects', headers: shown }, 200],
  ['how the process is, anybody may ask', { path: '/healthz' }, 200],
  ['whether it is ready, anybody may ask', { path: '/readyz' }, 200],
  ['a server goes by any name', { path: '/api/projects', headers: { ...shown, Host: 'maios.example' } }, 200],
  [
    'a page of another origin is refused, token or not',
    { path: '/api/projects', headers: { ...shown, Origin: 'https://evil.example' } },
    403,
  ],
  [
    'what a browser says is cross-site is refused',
    { path: '/api/projects', headers: { ...shown, 'Sec-Fetch-Site': 'cross-site' } },
    403,
  ],
];

test('token: what each request is answered', async (t) => {
  const { knock } = await serveGuarded(t);
  for (const [title, call, status] of cases) t.is((await knock(call)).status, status, title);
});

test('token: a refusal says what to show, and does not say what it is', async (t) => {
  const { knock } = await serveGuarded(t);
  const { body, type } = await knock({ path: '/api/projects' });
  t.is(type, 'application/problem+json');
  t.is(body['code'], 'UNAUTHENTICATED');
  t.false(JSON.stringify(body).includes(token));
});

test('token: the socket is guarded by the file system, and needs none', async (t) => {
  const api = await serveGuarded(t);
  t.is((await api.send({ path: '/api/projects' })).status, 200);
});

test('token: is made once, open to its owner alone, and taken from the environment where that has one', async (t) => {
  const home = join(await mkdtemp(join(tmpdir(), 'maios-token-')), 'home');
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const made = accessToken({ home, token: undefined });
  t.true(made.length >= 43);
  t.is(accessToken({ home, token: undefined }), made);
  t.is((await readFile(join(home, 'token'), 'utf8')).trim(), made);
  t.is((await stat(join(home, 'token'))).mode & 0o777, 0o600);
  t.is(accessToken({ home, token: 'given' }), 'given');
});

test('token: none is needed where only this machine can ask, unless one is set', (t) => {
  const loopback = { home: '/nowhere', host: '127.0.0.1' };
  t.is(requiredToken({ ...loopback, token: undefined }), undefined);
  t.is(requiredToken({ ...loopback, token: 'given' }), 'given');
  t.is(requiredToken({ ...loopback, host: '0.0.0.0', token: 'given' }), 'given');
});

test('token: a folder that cannot keep one is told of', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'maios-token-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'file'), '');
  t.throws(() => accessToken({ home: join(folder, 'file'), token: undefined }), { code: 'CONFIG_INVALID' });
});
