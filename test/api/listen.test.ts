import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { isLoopback, listenOnPort } from '../../controller/api/listen-on-port.ts';
import { listenOnSocket } from '../../controller/api/listen-on-socket.ts';
import { socketPathOf } from '../../controller/api/socket-path.ts';
import { send } from './serve-test-api.ts';
import { spawn } from 'node:child_process';

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'maios-listen-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

const hello = (_request: unknown, response: { end(text: string): void }): void => response.end('{"hello":true}');

test('listen: the socket is open to its owner alone, and goes with the server', async (t) => {
  const path = join(await folder(t), 'owner.sock');
  const listening = await listenOnSocket(hello, path);
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.deepEqual((await send({ socketPath: path }, {})).body, { hello: true });
  await listening.close();
  await t.throwsAsync(stat(path), { code: 'ENOENT' });
});

test('listen: a socket that a killed process left is replaced', async (t) => {
  const path = join(await folder(t), 'owner.sock');
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script]), 'exit');
  t.true((await stat(path)).isSocket());
  const listening = await listenOnSocket(hello, path);
  t.deepEqual((await send({ socketPath: path }, {})).body, { hello: true });
  await listening.close();
});

test('listen: a socket that answers is left alone', async (t) => {
  const path = join(await folder(t), 'owner.sock');
  const other = createServer().listen(path);
  await once(other, 'listening');
  t.teardown(() => other.close());
  await t.throwsAsync(listenOnSocket(hello, path), { message: /another process answers/ });
});

test('listen: a file where the socket should be is left alone', async (t) => {
  const path = join(await folder(t), 'owner.sock');
  await writeFile(path, 'precious');
  await t.throwsAsync(listenOnSocket(hello, path), { message: /found a file/ });
  t.is((await stat(path)).size, 8);
});

test('listen: a path too long for a socket falls back to a short one, the same each time', (t) => {
  const home = `/srv/${'deep/'.repeat(30)}`;
  t.true(Buffer.byteLength(socketPathOf(home)) <= 100);
  t.is(socketPathOf(home), socketPathOf(home));
  t.not(socketPathOf(home), socketPathOf(`${home}other`));
  t.is(socketPathOf('/srv/maios'), '/srv/maios/owner.sock');
});

for (const [host, expected] of [
  ['127.0.0.1', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.7', false],
  ['127.0.0.1.example.org', false],
] as const) {
  test(`listen: only this machine reaches ${host}: ${expected}`, (t) => {
    t.is(isLoopback({ host }), expected);
  });
}

test('listen: a port that is taken is said to be', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await t.throwsAsync(listenOnPort(hello, { host: '127.0.0.1', port }), { message: /EADDRINUSE/ });
});
