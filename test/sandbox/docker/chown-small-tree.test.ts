import { lstat, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { chownSmallTree } from '../../../controller/sandbox/docker/chown-small-tree.ts';

// Nobody but root may give a file away; whoever else runs this gives it to himself.
const user = process.getuid?.() === 0 ? 1000 : (process.getuid?.() ?? 0);

async function tree(t: ExecutionContext): Promise<{ readonly folder: string; readonly beside: string }> {
  const top = await mkdtemp(join(tmpdir(), 'maios-chown-'));
  t.teardown(() => rm(top, { recursive: true, force: true }));
  const [folder, beside] = [join(top, 'folder'), join(top, 'beside')];
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  await mkdir(beside);
  await writeFile(join(folder, 'a', 'b', 'c.txt'), 'c');
  await writeFile(join(beside, 'd.txt'), 'd');
  return { folder, beside };
}

const ownerOf = async (path: string): Promise<number> => (await lstat(path)).uid;

test('chown small tree: everything below is given, and nothing that a link leads to', async (t) => {
  const { folder, beside } = await tree(t);
  await symlink(beside, join(folder, 'a', 'link'));
  await symlink(join(beside, 'd.txt'), join(folder, 'to-file'));
  await symlink('nowhere', join(folder, 'dangling'));
  const before = [await ownerOf(beside), await ownerOf(join(beside, 'd.txt'))];
  t.true(chownSmallTree(folder, user));
  for (const path of ['.', 'a', 'a/b', 'a/b/c.txt', 'a/link', 'to-file', 'dangling']) {
    t.is(await ownerOf(join(folder, path)), user, path);
  }
  t.deepEqual([await ownerOf(beside), await ownerOf(join(beside, 'd.txt'))], before);
});

for (const [what, spoil] of [
  ['a tree of very many files', async (folder) => many(folder, 2001)],
  ['a very deep one', (folder) => mkdir(join(folder, ...Array.from({ length: 60 }, () => 'd')), { recursive: true })],
  ['a link in the place of the folder', async (folder) => swap(folder)],
  ['a folder that is not there', (folder) => rm(folder, { recursive: true })],
] as readonly (readonly [string, (folder: string) => Promise<unknown>])[]) {
  test(`chown small tree: ${what} is left to others`, async (t) => {
    const { folder } = await tree(t);
    await spoil(folder);
    t.false(chownSmallTree(folder, user));
  });
}

async function many(folder: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => writeFile(join(folder, `file-${index}`), '')));
}

async function swap(folder: string): Promise<void> {
  await rm(folder, { recursive: true });
  await symlink(join(folder, '..', 'beside'), folder);
}
