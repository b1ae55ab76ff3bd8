import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { boxFolders } from '../../../controller/sandbox/docker/box-folders.ts';

async function workspaces(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-boxes-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('docker box folders: one whose box ended without its owner is removed; one that is just being started is not', async (t) => {
  const top = await workspaces(t);
  const used = new Set<string>();
  const owner = boxFolders(top, 'here', async () => used);
  const other = boxFolders(top, 'here', async () => used);
  await other.sweep();
  const [forgotten, waiting] = [await owner.make(), await owner.make()];
  used.add(basename(waiting));
  await other.sweep();
  const starting = await owner.make();
  t.is((await readdir(join(top, '.boxes', 'here'))).length, 3, 'each may be one that is being started');
  await other.sweep();
  t.deepEqual(
    (await readdir(join(top, '.boxes', 'here'))).toSorted(),
    [basename(waiting), basename(starting)].toSorted(),
    basename(forgotten),
  );
});

test('docker box folders: those of another daemon, whose boxes are not known here, are left alone', async (t) => {
  const top = await workspaces(t);
  const [here, there] = ['here', 'there'].map((daemon) => boxFolders(top, daemon, async () => new Set()));
  const folder = await here?.make();
  for (let pass = 1; pass <= 2; pass += 1) await there?.sweep();
  t.deepEqual(await readdir(join(top, '.boxes', 'here')), [basename(folder ?? '')]);
});

test('docker box folders: nothing is removed while it cannot be known which are in use', async (t) => {
  const top = await workspaces(t);
  let away = false;
  const folders = boxFolders(top, 'here', async () => {
    if (away) throw new Error('away');
    return new Set();
  });
  await folders.make();
  await folders.sweep();
  away = true;
  await t.throwsAsync(folders.sweep(), { message: 'away' });
  t.is((await readdir(join(top, '.boxes', 'here'))).length, 1);
});

test('docker box folders: removing one that has become a worktree leaves the worktree', async (t) => {
  const top = await workspaces(t);
  const folders = boxFolders(top, 'here', async () => new Set());
  const folder = await folders.make();
  await rename(folder, join(top, 'run.1'));
  await writeFile(join(top, 'run.1', 'a.txt'), 'a');
  await folders.remove(folder);
  t.deepEqual(await readdir(join(top, 'run.1')), ['a.txt']);
});
