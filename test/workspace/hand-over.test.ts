import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { merge, openWorkspaces, plainGit, work, write } from './open-workspaces.ts';

test.serial('workspace: starts from a repository, at its default branch, a branch, a tag or a commit', async (t) => {
  const { workspaces, root } = await openWorkspaces(t);
  const source = join(root, 'source');
  await mkdir(source);
  plainGit(source, 'init', '--quiet');
  await write(source, { 'a.txt': 'one\n' });
  plainGit(source, 'add', '.');
  plainGit(source, 'commit', '--quiet', '-m', 'One');
  plainGit(source, 'tag', '-a', 'v1', '-m', 'v1');
  const first = plainGit(source, 'rev-parse', 'HEAD');
  plainGit(source, 'branch', 'other');
  plainGit(source, 'commit', '--quiet', '--allow-empty', '-m', 'Two');
  const last = plainGit(source, 'rev-parse', 'HEAD');
  const heads = await Promise.all(
    [undefined, 'main', 'other', 'v1', first, first.slice(0, 10)].map(async (ref, number) =>
      (await workspaces.open(`from-${number}`, ref === undefined ? { url: source } : { url: source, ref })).head(),
    ),
  );
  t.deepEqual(heads, [last, last, first, first, first, first]);
});

for (const [what, url, ref] of [
  ['a repository that is not there', '/nowhere/at/all', undefined],
  ['an address that would run a program', 'ext::sh -c "touch /tmp/maios-ran"', undefined],
  ['an option in place of an address', '--upload-pack=touch /tmp/maios-ran', undefined],
  ['an option in place of a ref', '/nowhere', '--upload-pack=touch /tmp/maios-ran'],
  ['a ref that is a refspec', '/nowhere', 'a:refs/heads/main'],
] as const) {
  test.serial(`workspace: ${what} is refused, and can be mended`, async (t) => {
    const { workspaces } = await openWorkspaces(t);
    await t.throwsAsync(workspaces.open('bad', ref === undefined ? { url } : { url, ref }), { instanceOf: MaiosError });
    await t.throwsAsync(access('/tmp/maios-ran'));
    t.is(typeof (await (await workspaces.open('bad')).head()), 'string');
  });
}

test.serial('workspace: is exported as an ordinary repository', async (t) => {
  const { root, workspace } = await openWorkspaces(t);
  await merge(workspace, await work(workspace, 'a.1', { 'src/a.txt': 'one\n' }), 'One');
  const folder = join(root, 'deep/out');
  await workspace.exportTo(folder);
  t.is(await readFile(join(folder, 'src/a.txt'), 'utf8'), 'one\n');
  t.is(plainGit(folder, 'log', '--format=%s'), 'One\nStart');
  t.is(
    plainGit(folder, 'status', '--porcelain=v2', '--branch')
      .split('\n')
      .find((line) => line.includes('branch.head')),
    '# branch.head main',
  );
  t.is(plainGit(folder, 'remote'), '');
  t.is(plainGit(folder, 'for-each-ref', '--format=%(refname)'), 'refs/heads/main');
  await t.throwsAsync(workspace.exportTo(folder), { code: 'CONFLICT' });
  await t.throwsAsync(workspace.exportTo(join(folder, 'src/a.txt')), { code: 'CONFLICT' });
  await t.throwsAsync(workspace.exportTo(join(root, 'project', 'runs', 'mine')), { code: 'CONFLICT' });
  await mkdir(join(root, 'empty'));
  await t.notThrowsAsync(workspace.exportTo(join(root, 'empty')));
});
