import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext } from 'ava';
import { systemClock, type Clock } from '../../controller/clock/clock.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { type Store } from '../../controller/store/store.ts';

/** A real, empty, migrated store of its own, closed and removed after the test. */
export async function openTestStore(t: ExecutionContext, clock: Clock = systemClock): Promise<Store> {
  const store = await openStore({ home: await makeTestHome(t), clock });
  t.teardown(() => store[Symbol.asyncDispose]());
  return store;
}

/** A data folder with an empty, migrated database, not open; removed after the test. */
export async function makeTestHome(t: ExecutionContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'maios-home-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  cpSync(await preparedDatabase(), join(home, 'database'), { recursive: true });
  return home;
}

// A new database takes seconds to make, a copy of one a tenth of a second: it is made once for each schema.
async function preparedDatabase(): Promise<string> {
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
  for (const file of ['controller/store/migrations/1763800000000-first.ts', 'package-lock.json']) {
    hash.update(readFileSync(new URL(`../../${file}`, import.meta.url)));
  }
  return hash.digest('hex').slice(0, 16);
}
