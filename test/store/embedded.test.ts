import test from 'ava';
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { startPglite } from '../../controller/store/embedded/pglite-link.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { localScope } from '../support/rows.ts';
import { makeTestHome } from '../support/store.ts';

test('embedded: when the database ends, the query that waits and every later one fail', async (t) => {
  const link = await startPglite(join(await makeTestHome(t), 'database'));
  const client = new Client({ user: 'postgres', database: 'postgres', stream: () => link.connect() });
  client.on('error', () => undefined);
  await client.connect();
  const waiting = Promise.allSettled([client.query('SELECT pg_sleep(0.2)'), client.query('SELECT 1'), link.close()]);
  await waiting;
  await t.throwsAsync(client.query('SELECT 1'));
  const late = new Client({ user: 'postgres', database: 'postgres', stream: () => link.connect() });
  await t.throwsAsync(late.connect(), { code: 'STORE_UNAVAILABLE' });
});

test('embedded: damaged files are told with their folder, and what to do', async (t) => {
  const dataDir = join(await makeTestHome(t), 'database');
  await writeFile(join(dataDir, 'global', 'pg_control'), 'damaged');
  const error = await t.throwsAsync(startPglite(dataDir), { code: 'STORE_UNAVAILABLE' });
  t.true(error.message.includes(dataDir));
  t.regex(error instanceof MaiosError ? error.fix : '', /restore a backup/);
});

test('embedded: a database without its PG_VERSION is refused, and nothing is written over it', async (t) => {
  const home = await makeTestHome(t);
  const version = join(home, 'database', 'PG_VERSION');
  await cp(version, join(home, 'PG_VERSION'));
  await rm(version);
  for (const again of [false, true]) {
    const error = await t.throwsAsync(openStore({ home }), { code: 'STORE_DAMAGED' }, String(again));
    t.true(error.message.includes(join(home, 'database')));
  }
  await cp(join(home, 'PG_VERSION'), version);
  await using store = await openStore({ home });
  t.truthy(await localScope(store));
});

test('embedded: a database whose making was cut short is made anew', async (t) => {
  const home = await makeTestHome(t);
  const database = join(home, 'database');
  const whole = await readdir(join(database, 'base', '1'));
  await rm(database, { recursive: true });
  await mkdir(join(database, 'base', '1'), { recursive: true });
  for (const name of whole.slice(0, 20)) await writeFile(join(database, 'base', '1', name), 'partly');
  await using store = await openStore({ home });
  t.truthy(await localScope(store));
});

test('embedded: notices, errors in the middle of an answer and very large answers come as from a server', async (t) => {
  const link = await startPglite(join(await makeTestHome(t), 'database'));
  const client = new Client({ user: 'postgres', database: 'postgres', stream: () => link.connect() });
  await client.connect();
  const notices: (string | undefined)[] = [];
  client.on('notice', ({ message }) => notices.push(message));
  await client.query(`DO $$ BEGIN RAISE NOTICE 'heard'; END $$`);
  t.deepEqual(notices, ['heard']);
  const partly = 'SELECT 1 / (50000 - n) AS x FROM generate_series(1, $1::integer) AS n';
  await t.throwsAsync(client.query(partly, [60_000]), { message: 'division by zero' });
  await client.query('BEGIN');
  await t.throwsAsync(client.query(partly, [60_000]), { message: 'division by zero' });
  await t.throwsAsync(client.query('SELECT 1'), { message: /current transaction is aborted/ });
  await client.query('ROLLBACK');
  const { rows } = await client.query<{ body: string }>(
    'SELECT repeat($1, 1000000) AS body FROM generate_series(1, 64)',
    ['x'],
  );
  t.is(
    rows.reduce((sum, { body }) => sum + body.length, 0),
    64_000_000,
  );
  await client.end();
  await link.close();
});

test('embedded: the log stays bounded however much is written', async (t) => {
  const dataDir = join(await makeTestHome(t), 'database');
  const link = await startPglite(dataDir);
  const client = new Client({ user: 'postgres', database: 'postgres', stream: () => link.connect() });
  await client.connect();
  await client.query('CREATE TABLE filler (body text STORAGE EXTERNAL)');
  const hundredKilobytes = 'x'.repeat(100_000);
  // 150 MB in all.
  for (let count = 0; count < 1500; count += 1)
    await client.query('INSERT INTO filler VALUES ($1)', [hundredKilobytes]);
  await client.end();
  t.true((await bytesIn(join(dataDir, 'pg_wal'))) <= 96 * 1024 * 1024);
  await link.close();
});

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
