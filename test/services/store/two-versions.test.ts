import test, { type ExecutionContext } from 'ava';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { migrate } from '../../../controller/store/migrate.ts';
import { migrations } from '../../../controller/store/data-source.ts';
import { Cluster1764000000000 } from '../../../controller/store/migrations/1764000000000-cluster.ts';
import { declareExpanding } from '../../../controller/store/migrations/declare-expanding.ts';
import { makeDatabase } from '../../support/store.ts';
import { findServices } from '../../support/services.ts';

/** What a later version may add: a column that whoever does not know it may leave out. */
class Expanding1999000000000 implements MigrationInterface {
  readonly name = 'Expanding1999000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE agents ADD COLUMN nickname text`);
    await declareExpanding(runner, this.name, 1_764_000_000_000);
  }
  async down(): Promise<void> {}
}

/** What only comes when nobody is left who needs it as it was. */
class Contracting1999000000001 implements MigrationInterface {
  readonly name = 'Contracting1999000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE agents DROP COLUMN usd_micro`);
  }
  async down(): Promise<void> {}
}

const present = migrations;
const expanded = [...present, Expanding1999000000000];
const contracted = [...expanded, Contracting1999000000001];

/** A version of maios that knows these migrations, as far as the schema is concerned. */
async function startVersion(t: ExecutionContext, url: string, known: typeof contracted): Promise<DataSource> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url,
    migrations: known,
    installExtensions: false,
  }).initialize();
  t.teardown(() => dataSource.destroy());
  await migrate(dataSource, 'server');
  return dataSource;
}

test('versions: whoever starts on a schema that is up to date waits for nobody who was frozen while it started', async (t) => {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return;
  const url = await makeDatabase(t, services.DATABASE_URL);
  const frozen = (await startVersion(t, url, present)).createQueryRunner();
  await frozen.query('SELECT pg_advisory_lock(763800000)');
  await t.notThrowsAsync(startVersion(t, url, present));
  await frozen.release();
});

test('versions: an older one works beside a newer one that only added, and starts on its schema too', async (t) => {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return;
  const url = await makeDatabase(t, services.DATABASE_URL);
  const older = await startVersion(t, url, present);
  const newer = await startVersion(t, url, expanded);
  const restarted = await startVersion(t, url, present);
  await older.query(`INSERT INTO organizations (id, name, created_at) VALUES (gen_random_uuid(), 'o', now())`);
  for (const [version, name] of [
    [older, 'a'],
    [restarted, 'b'],
  ] as const) {
    await version.query(
      `INSERT INTO agents (organization_id, name, capacity, active, successes, failures, duration_ms, tokens, usd_micro, updated_at)
       SELECT id, $1, 1, 0, 0, 0, 0, 0, 0, now() FROM organizations`,
      [name],
    );
  }
  t.deepEqual(await newer.query('SELECT name, nickname FROM agents ORDER BY name'), [
    { name: 'a', nickname: null },
    { name: 'b', nickname: null },
  ]);
});

test('versions: what an older one needs is gone, and it says which version knows better', async (t) => {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return;
  const url = await makeDatabase(t, services.DATABASE_URL);
  await startVersion(t, url, contracted);
  const refused = { code: 'STORE_SCHEMA', message: /found Contracting1999000000001, .* knows schema 1999000000001$/ };
  await t.throwsAsync(startVersion(t, url, expanded), refused);
  await t.throwsAsync(startVersion(t, url, present), { code: 'STORE_SCHEMA' });
  const before = present.filter((each) => each !== Cluster1764000000000);
  await t.throwsAsync(startVersion(t, url, before), { code: 'STORE_SCHEMA' });
});

test('versions: of several that start at once one migrates, and the others wait', async (t) => {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return;
  const url = await makeDatabase(t, services.DATABASE_URL);
  const started = await Promise.all(Array.from({ length: 4 }, () => startVersion(t, url, expanded)));
  const applied = await started[0]?.query<{ name: string }[]>('SELECT name FROM migrations');
  t.is(applied?.length, expanded.length);
});
