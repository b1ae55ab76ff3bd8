import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { eventually } from '../../support/eventually.ts';
import { makeFolder, useMaios } from '../../support/maios.ts';
import { freePort } from '../../support/free-port.ts';
import { ask, freeAddress, useInstallation } from './installation.ts';

const patience = { timeoutMs: 60_000 };

for (const command of ['worker', 'beat']) {
  test(`processes: a ${command} without the addresses of what it shares says which it needs`, async (t) => {
    const maios = await useMaios(t);
    const { code, stderr } = await maios.run(command);
    t.is(code, 2);
    t.regex(stderr, /expected DATABASE_URL and REDIS_URL/);
    t.regex(stderr, /fix: .*MAIOS_WORKSPACES/);
  });
}

test('processes: a Redis without a database is refused', async (t) => {
  const maios = await useMaios(t, { env: { REDIS_URL: 'redis://127.0.0.1:1' } });
  const { code, stderr } = await maios.run('server');
  t.is(code, 2);
  t.regex(stderr, /REDIS_URL is set: expected DATABASE_URL too/);
});

test('processes: specs are sent to a server elsewhere, runs are executed by a worker, the result is fetched', async (t) => {
  t.timeout(240_000);
  const installation = await useInstallation(t);
  if (installation === undefined) return;
  const address = `127.0.0.1:${await freePort()}`;
  const server = installation.member('server', { MAIOS_ADDRESS: address.replace('127.0.0.1', '0.0.0.0') });
  const serving = server.start('server');
  await serving.line(/listening on/);
  await installation
    .member('worker')
    .start('worker')
    .line(/working/);
  const token = (await server.run('token')).stdout.trim();
  const client = installation.member('client', {
    DATABASE_URL: undefined,
    REDIS_URL: undefined,
    MAIOS_SERVER: `http://${address}`,
    MAIOS_TOKEN: token,
  });
  const refused = await client.with({ MAIOS_TOKEN: 'wrong' }).run('project', 'list');
  t.is(refused.code, 4);
  t.regex(refused.stderr, /UNAUTHENTICATED/);

  const { code, stdout, stderr } = await client.run('run', '-f', 'specs/examples/rest-api');
  t.is(code, 0, stdout + stderr);
  t.regex(stdout, /6 of 6 tasks complete/);
  const folder = join(await makeFolder(t), 'result');
  const handed = await client.run('project', 'result', 'rest-api', '--to', folder);
  t.is(handed.code, 0, handed.stderr);
  const log = execFileSync('git', ['log', '--oneline'], { cwd: folder, encoding: 'utf8' });
  t.true(log.split('\n').length > 4);
  t.true(handed.stdout.includes(execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim()));
  t.regex((await client.run('run', '-f', 'specs/examples/rest-api')).stderr, /unchanged since it was started before/);
});

test('processes: mistakes in what was sent are told where they stand here', async (t) => {
  const installation = await useInstallation(t);
  if (installation === undefined) return;
  const address = await freeAddress();
  await installation
    .member('server', { MAIOS_ADDRESS: address })
    .start('server')
    .line(/listening on/);
  const client = installation.member('client', { MAIOS_SERVER: `http://${address}` });
  const { code, stderr } = await client.run('run', '-f', 'test/services/processes/mistaken.yaml');
  t.is(code, 2, stderr);
  t.regex(stderr, /test\/services\/processes\/mistaken\.yaml:5:/);
  const nobody = await client.with({ MAIOS_SERVER: `http://${await freeAddress()}` }).run('project', 'list');
  t.is(nobody.code, 3);
  t.regex(nobody.stderr, /the server at http:.* does not answer/);
});

test('processes: one of several servers leads; when it dies another does', async (t) => {
  const installation = await useInstallation(t);
  if (installation === undefined) return;
  const addresses = [await freeAddress(), await freeAddress()] as const;
  const first = installation.member('first', { MAIOS_ADDRESS: addresses[0] }).start('server');
  await first.line(/listening on/);
  const health = await freeAddress();
  await installation
    .member('second', { MAIOS_ADDRESS: addresses[1] })
    .start('server')
    .line(/listening on/);
  await installation
    .member('beat', { MAIOS_HEALTH_ADDRESS: health })
    .start('beat')
    .line(/beating/);
  const leaders = async (places: readonly string[]): Promise<readonly boolean[]> =>
    Promise.all(places.map(async (place) => (await ask(place, '/readyz')).body.leads === true));
  t.deepEqual(await leaders([...addresses, health]), [true, false, false]);
  await first.kill();
  await eventually(
    async () => assert.equal((await leaders([addresses[1], health])).filter(Boolean).length, 1),
    patience,
  );
  t.pass();
});

test('processes: what starts before its database and its Redis waits for them, and says so', async (t) => {
  const installation = await useInstallation(t);
  if (installation === undefined) return;
  const port = await freePort();
  const later = installation.databaseUrl.replace(`:${installation.proxy.port}/`, `:${port}/`);
  const missing = installation.member('server', { DATABASE_URL: later, MAIOS_START_WAIT_SECONDS: '1' }).start('server');
  await missing.line(/waiting for PostgreSQL at 127\.0\.0\.1:\d+\/\w+, at most 1 s/);
  const { code, stderr } = await missing.ended;
  t.is(code, 3);
  t.regex(stderr, /STORE_UNAVAILABLE/);

  await installation.redis.kill();
  const worker = installation.member('worker').start('worker');
  await worker.line(/waiting for Redis at 127\.0\.0\.1:\d+, at most 60 s/);
  await installation.redis.start();
  t.regex(await worker.line(/working/), /Ctrl-C stops/);
});

test('processes: while Redis or the database is away they are alive and not ready, and come back by themselves', async (t) => {
  t.timeout(180_000);
  const installation = await useInstallation(t);
  if (installation === undefined) return;
  const places = [await freeAddress(), await freeAddress(), await freeAddress()] as const;
  const [api, worker, beat] = places;
  const running = [
    installation.member('server', { MAIOS_ADDRESS: api }).start('server'),
    installation.member('worker', { MAIOS_HEALTH_ADDRESS: worker }).start('worker'),
    installation.member('beat', { MAIOS_HEALTH_ADDRESS: beat }).start('beat'),
  ] as const;
  await Promise.all(running.map(async (process) => process.line(/Ctrl-C stops/)));
  const all = async (status: number): Promise<void> => {
    await eventually(async () => {
      const answers = await Promise.all(places.map(async (place) => ask(place, '/readyz')));
      const found = answers.map((answer) => answer.status);
      assert.deepEqual(
        found,
        places.map(() => status),
        JSON.stringify(answers),
      );
    }, patience);
    for (const place of places) t.is((await ask(place, '/healthz')).status, 200);
  };
  await all(200);
  await installation.redis.kill();
  await all(503);
  await installation.redis.start({ empty: true });
  await all(200);
  installation.proxy.refuse(true);
  await all(503);
  const answer = await ask(api, '/api/projects');
  t.is(answer.status, 503);
  t.true(Number(answer.retryAfter) > 0);
  installation.proxy.refuse(false);
  await all(200);
  t.is((await ask(api, '/api/projects')).status, 200);
  for (const process of running) t.is((await process.stop()).code, 0);
});
