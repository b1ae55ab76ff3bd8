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
  const owner = boxFolders(top, async () => used);
  const other = boxFolders(top, async () => used);
  await other.sweep();
  const [forgotten, waiting] = [await owner.make(), await owner.make()];
  used.add(basename(waiting));
  await other.sweep();
  const starting = await owner.make();
  t.is((await readdir(join(top, '.boxes'))).length, 3, 'each may be one that is being started');
  await other.sweep();
  t.deepEqual(
    (await readdir(join(top, '.boxes'))).toSorted(),
    [basename(waiting), basename(starting)].toSorted(),
    basename(forgotten),
  );
});

test('docker box folders: nothing is removed while it cannot be known which are in use', async (t) => {
  const top = await workspaces(t);
  let away = false;
  const folders = boxFolders(top, async () => {
    if (away) throw new Error('away');
    return new Set();
  });
  await folders.make();
  await folders.sweep();
  away = true;
  await t.throwsAsync(folders.sweep(), { message: 'away' });
  t.is((await readdir(join(top, '.boxes'))).length, 1);
});

test('docker box folders: removing one that has become a worktree leaves the worktree', async (t) => {
  const top = await workspaces(t);
  const folders = boxFolders(top, async () => new Set());
  const folder = await folders.make();
  await rename(folder, join(top, 'run.1'));
  await writeFile(join(top, 'run.1', 'a.txt'), 'a');
  await folders.remove(folder);
  t.deepEqual(await readdir(join(top, 'run.1')), ['a.txt']);
});
