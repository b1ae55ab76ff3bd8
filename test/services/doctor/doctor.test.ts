import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { Client } from 'pg';
import { systemClock } from '../../../controller/clock/clock.ts';
import { loadConfig } from '../../../controller/config/config.ts';
import { clockFinding } from '../../../controller/doctor/checks/database-checks.ts';
import { examine } from '../../../controller/doctor/examine.ts';
import type { CheckResult } from '../../../controller/doctor/finding.ts';
import { openStore } from '../../../controller/store/open-store.ts';
import { processName } from '../../../controller/store/process-name.ts';
import { saveUpkeepRecord } from '../../../controller/upkeep/upkeep-record.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { startOwnRedis } from '../../support/own-redis.ts';
import { findServices } from '../../support/services.ts';
import { makeDatabase } from '../../support/store.ts';

type Environment = Readonly<Record<string, string>>;

async function folderOf(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-doctor-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What the doctor says with these settings, by check. */
async function findings(t: ExecutionContext, env: Environment): Promise<ReadonlyMap<string, CheckResult>> {
  const home = await folderOf(t);
  const results = await examine(loadConfig({ MAIOS_HOME: home, MAIOS_SANDBOX: 'process', ...env }));
  return new Map(results.map((result) => [result.check, result]));
}

/** The checks that are not well, but those that say only that nothing runs here. */
function wrong(found: ReadonlyMap<string, CheckResult>): readonly string[] {
  const expected = new Set(['leader', 'workers', 'sandbox', 'default model']);
  return [...found.values()]
    .filter(({ check, status }) => (status === 'failed' || status === 'warning') && !expected.has(check))
    .map(({ check, status }) => `${check} ${status}`);
}

/** A migrated database, and a way to ask it. */
async function soundDatabase(t: ExecutionContext): Promise<string | undefined> {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return undefined;
  const url = await makeDatabase(t, services.DATABASE_URL);
  await (await openStore({ home: '/nowhere', databaseUrl: url, clock: systemClock }))[Symbol.asyncDispose]();
  return url;
}

async function query(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

function changed(url: string, change: Partial<Pick<URL, 'port' | 'pathname' | 'username' | 'password'>>): string {
  return Object.assign(new URL(url), change).href;
}

test('doctor: on a sound system nothing is wrong', async (t) => {
  const databaseUrl = await soundDatabase(t);
  const redis = databaseUrl === undefined ? undefined : await startOwnRedis(t);
  if (databaseUrl === undefined || redis === undefined) return;
  const found = await findings(t, { DATABASE_URL: databaseUrl, REDIS_URL: redis.url });
  t.deepEqual(wrong(found), []);
  t.like(found.get('leader'), { status: 'warning', found: 'nobody has led yet' });
  t.like(found.get('workers'), { status: 'warning', found: 'none: runs wait' });
  t.like(found.get('queue'), { status: 'ok', found: '0 wait' });
});

test('doctor: without any server it looks at the machine alone', async (t) => {
  const found = await findings(t, {});
  t.deepEqual(wrong(found), []);
  t.false(found.has('redis'));
  t.like(found.get('database'), { status: 'ok', found: 'embedded; made at the first start' });
});

interface BrokenDatabase {
  readonly breaks: (url: string) => Promise<string> | string;
  readonly check: string;
  readonly status: string;
  readonly found: RegExp;
  readonly fix: RegExp;
}

const brokenDatabases: Readonly<Record<string, BrokenDatabase>> = {
  'a server that is not there': {
    breaks: async (url) => changed(url, { port: String(await freePort()) }),
    check: 'database',
    status: 'failed',
    found: /nothing listens there/,
    fix: /host and port in DATABASE_URL/,
  },
  'a database that is not there': {
    breaks: (url) => changed(url, { pathname: '/no_such_database' }),
    check: 'database',
    status: 'failed',
    found: /no such database/,
    fix: /createdb/,
  },
  'a user that is not known': {
    breaks: (url) => changed(url, { username: 'nobody-of-that-name', password: 'hunter2' }),
    check: 'database',
    status: 'failed',
    found: /this user|password/,
    fix: /DATABASE_URL/,
  },
  'a newer schema': {
    async breaks(url) {
      await query(url, `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')`);
      return url;
    },
    check: 'schema',
    status: 'failed',
    found: /Later9999999999999/,
    fix: /version of maios/,
  },
  'no extension': {
    async breaks(url) {
      await query(url, 'DROP EXTENSION vector CASCADE');
      return url;
    },
    check: 'vector',
    status: 'warning',
    found: /not made in this database/,
    fix: /CREATE EXTENSION vector/,
  },
  'runs that lost their workers': {
    async breaks(url) {
      await query(url, lostRun);
      return url;
    },
    check: 'runs',
    status: 'warning',
    found: /1 given up/,
    fix: /memory/,
  },
};

// Foreign keys and required columns are beside the point: the row only has to count.
const lostRun = `
  SET session_replication_role = replica;
  DO $$ DECLARE missing text; BEGIN
    FOR missing IN SELECT column_name FROM information_schema.columns WHERE table_name = 'runs' AND is_nullable = 'NO'
      AND column_name NOT IN ('id', 'state') AND column_default IS NULL AND table_schema = 'public'
    LOOP EXECUTE format('ALTER TABLE runs ALTER COLUMN %I DROP NOT NULL', missing); END LOOP;
  END $$;
  INSERT INTO runs (id, state, ended_at, failure) VALUES (gen_random_uuid(), 'ended', now(), '{"class": "worker-lost"}')`;

for (const [title, { breaks, check, status, found, fix }] of Object.entries(brokenDatabases)) {
  test(`doctor: finds ${title}`, async (t) => {
    const sound = await soundDatabase(t);
    if (sound === undefined) return;
    const results = await findings(t, { DATABASE_URL: await breaks(sound) });
    t.deepEqual(wrong(results), [`${check} ${status}`], JSON.stringify([...results.values()], undefined, 1));
    const result = results.get(check);
    t.regex(result?.found ?? '', found);
    t.regex(result !== undefined && 'fix' in result ? result.fix : '', fix);
    t.false(JSON.stringify([...results.values()]).includes('hunter2'));
  });
}

test('doctor: finds a Redis that is not there', async (t) => {
  const found = await findings(t, { REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  t.deepEqual(wrong(found), ['redis failed']);
  t.like(found.get('redis'), { fix: 'Start it, or correct host and port in REDIS_URL.' });
  t.like(found.get('queue'), { status: 'skipped', found: 'the redis cannot be reached' });
});

test('doctor: finds a Redis that drops what waits, and one that refuses the password', async (t) => {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return;
  await redis.command('CONFIG SET maxmemory-policy allkeys-lru');
  t.deepEqual(wrong(await findings(t, { REDIS_URL: redis.url })), ['redis memory warning']);
  await redis.command('CONFIG SET requirepass secret');
  const found = await findings(t, { REDIS_URL: redis.url.replace('redis://', 'redis://:hunter2@') });
  t.deepEqual(wrong(found), ['redis failed']);
  t.regex(found.get('redis')?.found ?? '', /refuses the password/);
  t.false(JSON.stringify([...found.values()]).includes('hunter2'));
});

test('doctor: finds an image that is not there', async (t) => {
  const services = findServices(t, ['DOCKER_HOST']);
  if (services === undefined) return;
  const env = { DOCKER_HOST: services.DOCKER_HOST, MAIOS_SANDBOX: 'docker', MAIOS_SANDBOX_IMAGE: 'no-such-image:none' };
  const found = await findings(t, env);
  t.is(found.get('sandbox')?.status, 'failed');
  t.regex(found.get('sandbox')?.found ?? '', /no-such-image/);
});

test('doctor: finds no Docker where it is asked for', async (t) => {
  const found = await findings(t, { DOCKER_HOST: 'unix:///nowhere/docker.sock', MAIOS_SANDBOX: 'docker' });
  t.is(found.get('sandbox')?.status, 'failed');
  t.regex(found.get('sandbox')?.found ?? '', /Docker to answer/);
});

test('doctor: finds a folder that cannot be written, and too little room', async (t) => {
  const folder = await folderOf(t);
  await writeFile(join(folder, 'file'), '');
  const unwritable = await findings(t, { MAIOS_WORKSPACES: join(folder, 'file', 'workspaces') });
  t.is(unwritable.get('workspaces')?.status, 'failed');
  t.regex(unwritable.get('workspaces')?.found ?? '', /cannot be written: ENOTDIR/);
  const impossible = await findings(t, { MAIOS_HOME: '/proc/maios', MAIOS_WORKSPACES: '/proc/maios/workspaces' });
  for (const check of ['home', 'workspaces']) t.regex(impossible.get(check)?.found ?? '', /cannot be written: ENOENT/);
  const full = await findings(t, { MAIOS_MIN_FREE_MIB: '1000000000000' });
  t.is(full.get('home')?.status, 'failed');
});

test('doctor: a folder that is not made yet is no fault, and is not there afterwards', async (t) => {
  const workspaces = join(await folderOf(t), 'deep', 'workspaces');
  const found = await findings(t, { MAIOS_WORKSPACES: workspaces });
  t.is(found.get('workspaces')?.status, 'ok');
  t.regex(found.get('sandbox')?.found ?? '', /^none: the plain process/);
  await t.throwsAsync(stat(join(workspaces, '..')), { code: 'ENOENT' });
});

test('doctor: finds that other processes have other workspaces', async (t) => {
  const databaseUrl = await soundDatabase(t);
  if (databaseUrl === undefined) return;
  const name = processName('worker');
  const store = await openStore({ home: '/nowhere', databaseUrl, clock: systemClock, name });
  t.teardown(() => store[Symbol.asyncDispose]());
  const found = await findings(t, { DATABASE_URL: databaseUrl });
  t.deepEqual(wrong(found), ['shared workspaces failed']);
  t.like(found.get('workers'), { status: 'ok', found: name.replace('maios ', '') });
});

test('doctor: finds what cannot be kept in order, and that nobody has looked for long', async (t) => {
  const databaseUrl = await soundDatabase(t);
  if (databaseUrl === undefined) return;
  const workspaces = await folderOf(t);
  const env = { DATABASE_URL: databaseUrl, MAIOS_WORKSPACES: workspaces };
  t.like((await findings(t, env)).get('upkeep'), { status: 'ok', found: 'has not looked yet' });
  const at = new Date(Date.now() - 3 * 60 * 60_000).toISOString();
  const sound = { duty: 'workspaces', at, removed: { what: '1 folder of runs', at } };
  await saveUpkeepRecord(workspaces, [sound]);
  t.like((await findings(t, env)).get('upkeep'), {
    status: 'ok',
    found: `looked at ${at}; 1 folder of runs removed at ${at}`,
  });
  await saveUpkeepRecord(workspaces, [{ ...sound, failed: { what: 'EACCES: /x', since: at, fix: 'Let it.' } }]);
  const failing = { status: 'failed', found: `workspaces, since ${at}: EACCES: /x`, fix: 'Let it.' } as const;
  t.like((await findings(t, env)).get('upkeep'), failing);
  await saveUpkeepRecord(workspaces, [sound]);
  const store = await openStore({ home: '/nowhere', databaseUrl, clock: systemClock });
  t.teardown(() => store[Symbol.asyncDispose]());
  const leadership = await store.lead('somewhere:1');
  t.teardown(() => leadership[Symbol.asyncDispose]());
  await eventually(() => {
    if (leadership.epoch() === undefined) throw new Error('not yet');
  });
  t.is((await findings(t, env)).get('upkeep')?.status, 'ok', 'it has just begun to lead');
  await query(databaseUrl, `UPDATE leases SET taken_at = now() - interval '2 hours'`);
  const late = (await findings(t, env)).get('upkeep');
  t.is(late?.status, 'warning');
  t.regex(late?.found ?? '', /looked at .*; somewhere:1 leads since/);
});

test('doctor: a model whose endpoint does not answer, and one whose key it refuses', async (t) => {
  const away = await findings(t, { ZAI_API_KEY: 'k', MODEL_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` });
  t.is(away.get('default model')?.status, 'failed');
  t.regex(away.get('default model')?.found ?? '', /ECONNREFUSED/);
  const server = createServer((_request, response) => response.writeHead(401).end('{"error":{"message":"no"}}'));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const refused = await findings(t, { ZAI_API_KEY: 'hunter2', MODEL_BASE_URL: `http://127.0.0.1:${port}/v1` });
  const finding = refused.get('default model');
  t.is(finding?.status, 'failed');
  t.regex(finding?.found ?? '', /401|key/i);
  t.false(JSON.stringify(finding).includes('hunter2'));
});

test('doctor: tells how far apart two clocks are, and that they are to be set', async (t) => {
  const now = (): number => 1_000_000;
  t.is((await clockFinding(async () => 1_001_000, now, 'Redis')).status, 'ok');
  t.like(await clockFinding(async () => 1_010_000, now, 'Redis'), {
    status: 'warning',
    found: '10000 ms apart from Redis',
  });
});
