import test from 'ava';
import { join } from 'node:path';
import { systemClock } from '../../controller/clock/clock.ts';
import { createDataSource } from '../../controller/store/data-source.ts';
import { startPglite } from '../../controller/store/embedded/pglite-link.ts';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { RuleSetEntity } from '../../controller/store/entities/rule-set.ts';
import { TaskEntity } from '../../controller/store/entities/task.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { sql } from '../../controller/store/sql.ts';
import { addProject, addTask, localScope } from '../support/rows.ts';
import { makeTestHome, openTestStore } from '../support/store.ts';

const clock = systemClock;

test('store: entities and migrations describe the same schema, and a second start migrates nothing', async (t) => {
  const link = await startPglite(join(await makeTestHome(t), 'database'));
  const dataSource = await createDataSource(link).initialize();
  t.teardown(async () => {
    await dataSource.destroy();
    await link.close();
  });
  t.deepEqual(await dataSource.runMigrations(), []);
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  t.deepEqual(
    upQueries.map(({ query }) => query),
    [],
  );
});

test('store: refuses a second owner at once, naming the pid', async (t) => {
  const home = await makeTestHome(t);
  const store = await openStore({ home, clock, socket: '/run/somewhere.sock' });
  await t.throwsAsync(openStore({ home, clock }), { code: 'STORE_OWNED', message: new RegExp(`${process.pid}`) });
  await store[Symbol.asyncDispose]();
  const again = await openStore({ home, clock });
  t.is(again.kind, 'embedded');
  await again[Symbol.asyncDispose]();
});

test('store: refuses a schema that a newer version wrote', async (t) => {
  const home = await makeTestHome(t);
  const store = await openStore({ home, clock });
  await store.transaction((tx) =>
    sql(tx, `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Future9999999999999')`, []),
  );
  await store[Symbol.asyncDispose]();
  await t.throwsAsync(openStore({ home, clock }), { code: 'STORE_SCHEMA', message: /Future9999999999999/ });
  await t.throwsAsync(openStore({ home, clock }), { code: 'STORE_SCHEMA' }, 'and gives the folder free again');
});

test('store: brings the schema of an older version to this one, with what is in it', async (t) => {
  const home = await makeTestHome(t);
  const before = await openStore({ home, clock });
  const scope = await localScope(before);
  const id = await addProject(before, scope);
  await addTask(before, scope, id);
  await before[Symbol.asyncDispose]();
  await undoLastMigration(home);
  await using store = await openStore({ home, clock });
  t.deepEqual((await store.transaction((tx) => tx.findOneByOrFail(ProjectEntity, { id }))).timers, {});
  t.deepEqual((await store.transaction((tx) => tx.findOneByOrFail(TaskEntity, { projectId: id }))).timers, {});
  t.deepEqual(await store.transaction((tx) => tx.find(RuleSetEntity)), []);
});

async function undoLastMigration(home: string): Promise<void> {
  const link = await startPglite(join(home, 'database'));
  const dataSource = await createDataSource(link).initialize();
  await dataSource.undoLastMigration();
  await dataSource.destroy();
  await link.close();
}

test('store: names host and port of a server that does not answer, and no password', async (t) => {
  const databaseUrl = 'postgres://somebody:hunter2@127.0.0.1:1/maios';
  const error = await t.throwsAsync(openStore({ home: '/nowhere', databaseUrl, clock }), { code: 'STORE_UNAVAILABLE' });
  t.regex(error.message, /127\.0\.0\.1:1\b/);
  t.notRegex(error.message, /hunter2/);
});

test('store: parallel transactions on one session roll back whole and alone', async (t) => {
  const store = await openTestStore(t);
  const add = (name: string, fails: boolean) =>
    store.transaction(async (tx) => {
      await sql(tx, `INSERT INTO leases (name, owner, epoch, taken_at) VALUES ($1, 'test', 1, now())`, [name]);
      await new Promise((resolve) => setImmediate(resolve));
      if (fails) throw new RangeError(name);
    });
  const names = Array.from({ length: 20 }, (_, index) => `lease-${index}`);
  const outcomes = await Promise.allSettled(names.map((name, index) => add(name, index % 2 === 1)));
  t.is(outcomes.filter(({ status }) => status === 'rejected').length, 10);
  const { rows } = await store.transaction((tx) => sql<{ name: string }>(tx, 'SELECT name FROM leases', []));
  t.deepEqual(rows.map(({ name }) => name).toSorted(), names.filter((_, index) => index % 2 === 0).toSorted());
});

test('store: what the work throws comes out unchanged', async (t) => {
  const store = await openTestStore(t);
  const thrown = new RangeError('mine');
  t.is(await t.throwsAsync(store.transaction(() => Promise.reject(thrown))), thrown);
});

test('store: a statement that the database refuses is a fault with its SQLSTATE', async (t) => {
  const store = await openTestStore(t);
  const broken = store.transaction((tx) => sql(tx, 'SELECT nonsense', []));
  await t.throwsAsync(broken, { code: 'STORE_BUG', message: /42703/ });
});

test('store: a transaction inside another is an error, not a wait for ever', async (t) => {
  const store = await openTestStore(t);
  const nested = store.transaction(() => store.transaction(() => Promise.resolve()));
  await t.throwsAsync(nested, { code: 'STORE_BUG', message: /inside/ });
});

test('store: after it is closed everything fails as unavailable', async (t) => {
  const store = await openStore({ home: await makeTestHome(t), clock });
  await store[Symbol.asyncDispose]();
  await t.throwsAsync(
    store.transaction((tx) => sql(tx, 'SELECT 1', [])),
    { code: 'STORE_UNAVAILABLE' },
  );
});
