import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { systemClock, type Clock } from '../../controller/clock/clock.ts';
import { openStore } from '../../controller/store/open-store.ts';
import type { Store } from '../../controller/store/store.ts';
import { createServerDatabase } from './server-database.ts';

// Each embedded database takes some hundred MiB, and AVA starts all tests of a file at once.
const maxOpenStores = 3;
const waiting: (() => void)[] = [];
let openStores = 0;

/**
 * A real, empty, migrated store of its own, closed and removed after the test; a new database on the server of
 * DATABASE_URL where that is set. Open one a test: a further one may wait for ever.
 */
export async function openTestStore(t: ExecutionContext, clock: Clock = systemClock): Promise<Store> {
  if (openStores === maxOpenStores) await new Promise<void>((resolve) => waiting.push(resolve));
  else openStores += 1;
  t.teardown(letNextOpen);
  const home = await makeTestHome(t);
  const store = await openStore({ home, databaseUrl: await makeServerDatabase(t), clock });
  t.teardown(() => store[Symbol.asyncDispose]());
  return store;
}

function letNextOpen(): void {
  const next = waiting.shift();
  if (next === undefined) openStores -= 1;
  else next();
}

async function makeServerDatabase(t: ExecutionContext): Promise<string | undefined> {
  const server = process.env['DATABASE_URL'];
  return server === undefined || server === '' ? undefined : makeDatabase(t, server);
}

/** A new, empty database on a server, dropped after the test; its URL. */
export async function makeDatabase(t: ExecutionContext, server: string): Promise<string> {
  const { url, drop } = await createServerDatabase(server, 'test');
  t.teardown(drop);
  return url;
}

/** A data folder with an empty, migrated database, not open; removed after the test. */
export async function makeTestHome(t: ExecutionContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'maios-home-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  prepared ??= prepareDatabase();
  cpSync(await prepared, join(home, 'database'), { recursive: true });
  return home;
}

// A new database takes seconds to make, a copy of one a tenth of a second: it is made once for each schema.
let prepared: Promise<string> | undefined;

async function prepareDatabase(): Promise<string> {
  const folder = join(tmpdir(), `maios-prepared-${process.getuid?.() ?? 0}-${schemaDigest()}`);
  if (existsSync(folder)) return join(folder, 'database');
  const draft = await mkdtemp(join(tmpdir(), 'maios-preparing-'));
  await (await openStore({ home: draft, clock: systemClock }))[Symbol.asyncDispose]();
  publish(draft, folder);
  return join(folder, 'database');
}

// Several test processes may prepare it at once: the first to rename wins, the others use the winner's.
function publish(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function schemaDigest(): string {
  const hash = createHash('sha256');
  const root = new URL('../../', import.meta.url);
  const migrations = globSync('controller/store/migrations/**/*.ts', { cwd: fileURLToPath(root) });
  for (const file of [...migrations.toSorted(), 'package-lock.json']) hash.update(readFileSync(new URL(file, root)));
  return hash.digest('hex').slice(0, 16);
}
