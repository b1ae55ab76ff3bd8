import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { systemClock } from '../../controller/clock/clock.ts';
import { markMoved } from '../../controller/store/moved-home.ts';
import { migrateHome } from '../../controller/upkeep/backup/migrate-home.ts';
import { makeWorkspaces } from './open-house.ts';

// Nothing of a database is reached: what is wrong is told before.
const databaseUrl = 'postgres://127.0.0.1:1/here';

test('migrate: a folder without a system is told of, and stays as it is', async (t) => {
  const home = await makeWorkspaces(t);
  const workspaces = { from: join(home, 'workspaces'), to: join(home, 'workspaces') };
  await t.throwsAsync(migrateHome({ home, databaseUrl, workspaces, clock: systemClock }), { code: 'NOT_FOUND' });
  t.deepEqual(await readdir(home), []);
});

test('migrate: what was moved to one place is not moved to another one too', async (t) => {
  const home = await makeWorkspaces(t);
  await mkdir(join(home, 'database'));
  markMoved(home, { to: '127.0.0.1:1/there', at: '2026-11-22T00:00:00.000Z' });
  const workspaces = { from: join(home, 'workspaces'), to: join(home, 'workspaces') };
  const moving = migrateHome({ home, databaseUrl, workspaces, clock: systemClock });
  await t.throwsAsync(moving, { code: 'STORE_MOVED', message: /127\.0\.0\.1:1\/there/ });
  t.deepEqual((await readdir(home)).toSorted(), ['database', 'moved.json']);
});
