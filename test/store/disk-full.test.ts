import test from 'ava';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../controller/clock/clock.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { readSteps } from '../../controller/store/operations/steps/read-steps.ts';
import { addProject, addRun, localScope } from '../support/rows.ts';
import { makeTestHome } from '../support/store.ts';

test('store: a full disk is told as such, and everything committed is there afterwards', async (t) => {
  const home = await mountSmallDisk(100);
  if (home === undefined) {
    t.log('skipped: mounting a small disk needs root');
    t.pass();
    return;
  }
  t.teardown(() => unmount(home));
  cpSync(join(await makeTestHome(t), 'database'), join(home, 'database'), { recursive: true });
  const { runId, scope } = await prepare(home);
  await writeFile(join(home, 'filler'), Buffer.alloc(20 * 1024 * 1024));

  const lines = await appendUntilItFails(home, runId);
  t.is(lines.at(-1), 'DISK_FULL');
  await t.throwsAsync(openStore({ home, clock: systemClock }), { code: 'DISK_FULL' });

  await rm(join(home, 'filler'));
  await using store = await openStore({ home, clock: systemClock });
  const steps = await store.transaction((tx) => readSteps(tx, scope, { runId, from: 1, limit: 100_000 }));
  const reported = lines.slice(0, -1).map(Number);
  t.true(reported.length > 10);
  t.true(steps.length >= reported.length, `${steps.length} of ${reported.length}`);
  t.true(steps.every(({ n, body }) => body.startsWith(`body ${n}.`)));
});

async function prepare(home: string) {
  await using store = await openStore({ home, clock: systemClock });
  const scope = await localScope(store);
  return { scope, runId: await addRun(store, scope, await addProject(store, scope)) };
}

async function appendUntilItFails(home: string, runId: string): Promise<readonly string[]> {
  const script = new URL('./append-steps.ts', import.meta.url).pathname;
  const bodyBytes = '200000';
  const { stdout } = await promisify(execFile)(process.execPath, [script, home, runId, bodyBytes], { timeout: 60_000 });
  return stdout.trim().split('\n');
}

async function mountSmallDisk(mebibytes: number): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
  if (status === 0) return folder;
  await rm(folder, { recursive: true });
  return undefined;
}

async function unmount(folder: string): Promise<void> {
  execFileSync('umount', [folder]);
  await rm(folder, { recursive: true });
}
