import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../../../controller/clock/clock.ts';
import { verifyChain } from '../../../controller/store/operations/decisions/verify-chain.ts';
import { openStore } from '../../../controller/store/open-store.ts';
import type { ProjectDetailView } from '../../../controller/store/operations/views/project-detail.ts';
import { createMaios, makeFolder, type Maios, useMaios } from '../../support/maios.ts';
import { localScope } from '../../support/rows.ts';
import { makeDatabase } from '../../support/store.ts';
import { findServices } from '../../support/services.ts';
import { tableTexts } from '../../support/table-texts.ts';

const apply = ['run', '-f', 'test/e2e/specs/relay'] as const;

async function halfDone(t: ExecutionContext, maios: Maios): Promise<Maios> {
  const owner = maios.start(...apply);
  await owner.line(/first +step +2 observation write_file/);
  await owner.kill();
  return maios;
}

async function completes(t: ExecutionContext, maios: Maios): Promise<string> {
  const { code, stdout, stderr } = await maios.run(...apply);
  t.is(code, 0, stdout + stderr);
  const project = (await maios.json('project', 'status', 'relay')) as ProjectDetailView;
  t.is(project.phase, 'Complete');
  t.is((await maios.run('project', 'result', 'relay', '--to', join(await makeFolder(t), 'result'))).code, 0);
  return project.id;
}

test.serial(
  'move: a project that was half done is completed on a server, and the folder says that it moved',
  async (t) => {
    t.timeout(240_000);
    const services = findServices(t, ['DATABASE_URL']);
    if (services === undefined) return;
    const url = await makeDatabase(t, services.DATABASE_URL);
    const maios = await halfDone(t, await useMaios(t));
    const workspaces = await makeFolder(t);
    const moved = await maios.run('migrate', '--from', maios.home, '--to', url, '--workspaces', workspaces);
    t.is(moved.code, 0, moved.stderr);
    const old = await openStore({ home: maios.home, clock: systemClock, evenIfMoved: true });
    const before = await tableTexts(old);
    await old[Symbol.asyncDispose]();
    const server = await openStore({ home: maios.home, databaseUrl: url, clock: systemClock });
    t.deepEqual(await tableTexts(server), before, 'every row as it was');
    const again = await maios.run('migrate', '--from', maios.home, '--to', url, '--workspaces', await makeFolder(t));
    t.is(again.code, 6, again.stderr);
    const started = await maios.run('project', 'list');
    t.is(started.code, 6);
    t.regex(started.stderr, /^error STORE_MOVED: .*has been moved/);
    const there = createMaios(t, await makeFolder(t), { DATABASE_URL: url, MAIOS_WORKSPACES: workspaces });
    const id = await completes(t, there);
    const scope = await localScope(server);
    t.is(await server.transaction((tx) => verifyChain(tx, scope, id)), undefined);
    await server[Symbol.asyncDispose]();
  },
);

test.serial('move: workspaces that were elsewhere are not lost, whoever forgets where they are', async (t) => {
  t.timeout(240_000);
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return;
  const url = await makeDatabase(t, services.DATABASE_URL);
  const [home, elsewhere, there] = [await makeFolder(t), await makeFolder(t), await makeFolder(t)];
  await halfDone(t, createMaios(t, home, { MAIOS_WORKSPACES: elsewhere }));
  const forgetful = createMaios(t, home);
  for (const workspaces of [[], ['--workspaces', there]]) {
    const refused = await forgetful.run('migrate', '--from', home, '--to', url, ...workspaces);
    t.is(refused.code, 5, refused.stderr);
    t.regex(refused.stderr, /NOT_FOUND: expected in .* the repositories of 1 project.*--workspaces-from/s);
    t.deepEqual(await readdir(there), []);
  }
  const from = ['--workspaces-from', elsewhere, '--workspaces', there];
  const moved = await forgetful.run('migrate', '--from', home, '--to', url, ...from);
  t.is(moved.code, 0, moved.stderr);
  t.regex(moved.stdout, /1 workspace copied/);
  await completes(t, createMaios(t, await makeFolder(t), { DATABASE_URL: url, MAIOS_WORKSPACES: there }));
});

test.serial('move: workspaces stay where MAIOS_WORKSPACES had them', async (t) => {
  t.timeout(240_000);
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return;
  const url = await makeDatabase(t, services.DATABASE_URL);
  const MAIOS_WORKSPACES = await makeFolder(t);
  const maios = await halfDone(t, createMaios(t, await makeFolder(t), { MAIOS_WORKSPACES }));
  const moved = await maios.run('migrate', '--from', maios.home, '--to', url);
  t.is(moved.code, 0, moved.stderr);
  t.regex(moved.stdout, /0 workspaces copied/);
  await completes(t, createMaios(t, await makeFolder(t), { DATABASE_URL: url, MAIOS_WORKSPACES }));
});

test.serial('move: a backup of a half-done project, made while it works, is completed elsewhere', async (t) => {
  t.timeout(240_000);
  const maios = await useMaios(t);
  const file = join(await makeFolder(t), 'system');
  const owner = maios.start(...apply);
  await owner.line(/first +step +2 observation write_file/);
  const backup = await maios.run('backup', file);
  t.is(backup.code, 0, backup.stderr);
  await owner.kill();
  const elsewhere = await useMaios(t);
  const restored = await elsewhere.run('restore', file);
  t.is(restored.code, 0, restored.stderr);
  await completes(t, elsewhere);
  t.is((await elsewhere.run('restore', file)).code, 6, 'a used system is refused');
});
