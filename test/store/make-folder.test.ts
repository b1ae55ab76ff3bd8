import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { makeFolder } from '../../controller/store/make-folder.ts';

async function folderOf(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-make-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('make folder: makes what is missing, and says which was the first', async (t) => {
  const folder = await folderOf(t);
  t.is(makeFolder(folder), undefined);
  t.is(makeFolder(join(folder, 'a', 'b', 'c'), 0o700), join(folder, 'a'));
  t.is((await stat(join(folder, 'a', 'b', 'c'))).mode & 0o777, 0o700);
  t.is(makeFolder(join(folder, 'a', 'b', 'c')), undefined);
  t.is(makeFolder(join(folder, 'a', 'b', 'd')), join(folder, 'a', 'b', 'd'));
});

test('make folder: a file in the way is an error', async (t) => {
  const folder = await folderOf(t);
  await writeFile(join(folder, 'file'), '');
  t.throws(() => makeFolder(join(folder, 'file')), { code: 'EEXIST' });
  t.throws(() => makeFolder(join(folder, 'file', 'below')), { code: 'ENOTDIR' });
});

if (process.platform === 'linux') {
  test('make folder: comes to an end where nothing can be made', (t) => {
    for (const path of ['/proc/maios', '/proc/maios/home']) t.throws(() => makeFolder(path), { code: 'ENOENT' });
  });
}
