import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { adoptFolder, mendFolder } from '../../controller/sandbox/adopt-folder.ts';

async function folders(t: ExecutionContext): Promise<{ readonly folder: string; readonly empty: string }> {
  const top = await mkdtemp(join(tmpdir(), 'maios-adopt-'));
  t.teardown(() => rm(top, { recursive: true, force: true }));
  const [folder, empty] = [join(top, 'runs', 'a.1'), join(top, '.boxes', 'x')];
  await mkdir(join(folder, 'sub', 'deep'), { recursive: true });
  await mkdir(empty, { recursive: true });
  await writeFile(join(folder, 'a.txt'), 'a');
  await writeFile(join(folder, 'sub', 'deep', 'b.txt'), 'b');
  return { folder, empty };
}

async function isWhole(t: ExecutionContext, folder: string): Promise<void> {
  t.deepEqual((await readdir(folder, { recursive: true })).toSorted(), ['a.txt', 'sub', 'sub/deep', 'sub/deep/b.txt']);
  t.is(await readFile(join(folder, 'sub/deep/b.txt'), 'utf8'), 'b');
  await t.throwsAsync(lstat(`${folder}~`), { code: 'ENOENT' });
}

test('adopt folder: the empty folder stands in the place of the other, with its content', async (t) => {
  const { folder, empty } = await folders(t);
  const { ino } = await stat(empty);
  t.true(await adoptFolder(folder, empty));
  t.is((await stat(folder)).ino, ino);
  await isWhole(t, folder);
  await t.throwsAsync(lstat(empty), { code: 'ENOENT' });
});

for (const [what, spoil] of [
  ['the empty one is gone', ({ empty }) => rm(empty, { recursive: true })],
  [
    'the other has very many entries',
    async ({ folder }) => {
      for (let i = 0; i < 1001; i += 1) await writeFile(join(folder, `more-${i}`), '');
    },
  ],
  ['something stands in the way', ({ folder }) => writeFile(`${folder}~`, '')],
] as readonly (readonly [string, (at: { folder: string; empty: string }) => Promise<unknown>])[]) {
  test(`adopt folder: nothing changes when ${what}`, async (t) => {
    const at = await folders(t);
    await spoil(at);
    const before = (await stat(at.folder)).ino;
    t.false(await adoptFolder(at.folder, at.empty));
    t.is((await stat(at.folder)).ino, before);
    t.is(await readFile(join(at.folder, 'a.txt'), 'utf8'), 'a');
    t.is(await readFile(join(at.folder, 'sub/deep/b.txt'), 'utf8'), 'b');
  });
}

for (const [moved, names] of [
  ['nothing', []],
  ['a part', ['a.txt']],
  ['everything', ['a.txt', 'sub']],
] as const) {
  test(`mend folder: an adoption that stopped after it had moved ${moved} is taken back`, async (t) => {
    const { folder, empty } = await folders(t);
    await rename(empty, `${folder}~`);
    for (const name of names) await rename(join(folder, name), join(`${folder}~`, name));
    await mendFolder(folder);
    await isWhole(t, folder);
    await mendFolder(folder);
    await isWhole(t, folder);
  });
}
