import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { connect, type OwnerOptions } from '../../controller/cli/connect.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';

const options: OwnerOptions = { work: false, listen: false, allowUnsafeSandbox: false };

async function emptyHome(t: ExecutionContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'maios-connect-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  return home;
}

/** A process that owns the folder, as far as a client can tell. */
async function own(t: ExecutionContext, home: string, works: boolean): Promise<Server> {
  const socket = join(home, 'owner.sock');
  const server = createServer((_request, response) => response.end(JSON.stringify({ ok: true, version: '1', works })));
  await once(server.listen(socket), 'listening');
  t.teardown(() => server.close());
  await writeFile(join(home, 'owner.json'), JSON.stringify({ pid: 1, startedAt: '', socket }));
  return server;
}

const never = (): Promise<never> => Promise.reject(new Error('no owner was to be started'));

test('connect: an owner that answers is used, none is started', async (t) => {
  const home = await emptyHome(t);
  await own(t, home, true);
  const connection = await connect(home, never, { ...options, work: true });
  t.is(connection.owner, undefined);
  t.like(await connection.api.health(), { version: '1' });
});

test('connect: without an owner, one is started here, and ends with the connection', async (t) => {
  const home = await emptyHome(t);
  const happened: string[] = [];
  const connection = await connect(home, startNoted(happened), options);
  t.is(connection.owner?.socketPath, join(home, 'x.sock'));
  await connection.close();
  t.deepEqual(happened, ['start', 'close']);

  function startNoted(notes: string[]) {
    return async () => {
      notes.push('start');
      return { socketPath: join(home, 'x.sock'), lines: [], close: async () => void notes.push('close') };
    };
  }
});

test('connect: an owner that lives and says nothing is told by its process, and how to go on', async (t) => {
  const home = await emptyHome(t);
  const server = await own(t, home, true);
  server.removeAllListeners('request');
  const error = await t.throwsAsync(connect(home, never, options, 50), { instanceOf: MaiosError });
  t.is(error?.code, 'OWNER_UNREACHABLE');
  t.regex(error?.message ?? '', /process 1, which owns .*maios-connect-/);
  t.regex(error?.fix ?? '', /kill -CONT 1/);
  server.closeAllConnections();
});

test('connect: what a killed owner left behind is no owner', async (t) => {
  const home = await emptyHome(t);
  (await own(t, home, true)).close();
  const connection = await connect(home, async () => ({ socketPath: 's', lines: [], close: async () => {} }), options);
  t.is(connection.owner?.socketPath, 's');
});

test('connect: whoever needs work done waits for an owner that only answers to end', async (t) => {
  const home = await emptyHome(t);
  const server = await own(t, home, false);
  t.is((await connect(home, never, options)).owner, undefined);
  let refusals = 0;
  const startOwner = async () => {
    refusals += 1;
    if (refusals > 2) return { socketPath: 's', lines: [], close: async () => {} };
    server.close();
    throw new MaiosError('STORE_OWNED', 'not yet');
  };
  const connection = await connect(home, startOwner, { ...options, work: true });
  t.is(connection.owner?.socketPath, 's');
  t.is(refusals, 3);
});

test('connect: any other reason not to start is told at once', async (t) => {
  const home = await emptyHome(t);
  const startOwner = () => Promise.reject(new MaiosError('STORE_SCHEMA', 'too new'));
  await t.throwsAsync(connect(home, startOwner, options), { code: 'STORE_SCHEMA' });
});
