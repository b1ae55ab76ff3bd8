import { execFileSync } from 'node:child_process';
import { access, chmod, lstat, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Worktree } from '../../controller/workspace/workspace.ts';
import { merge, openWorkspaces, plainGit, work, write } from './open-workspaces.ts';

interface Hostile {
  readonly worktree: Worktree;
  /** The command that a hostile file asks for; it leaves the file `ran` behind. */
  readonly command: string;
  readonly ran: string;
}

// Does everything that this project ever does with a folder, then looks whether anything ran.
async function survives(t: ExecutionContext, arrange: (hostile: Hostile) => Promise<void>): Promise<string> {
  const { root, workspace } = await openWorkspaces(t);
  await merge(workspace, await work(workspace, 'first.1', { 'old.txt': 'old\n', 'sub/old.txt': 'old\n' }), 'First');
  const worktree = await work(workspace, 'a.1', { 'new.txt': 'new\n', 'old.txt': 'changed\n' });
  const ran = join(root, 'ran');
  await arrange({ worktree, command: `touch ${ran}`, ran });
  await worktree.git.status();
  await worktree.git.diff();
  await worktree.changedFiles(100);
  const commit = await merge(workspace, worktree, 'Second');
  await worktree.git.show(commit);
  await worktree.git.log(10);
  await workspace.diffOf(commit, 100_000);
  await workspace.checkout('b.1', { base: commit });
  await workspace.checkout('a.2', { base: commit, resumeFrom: 'a.1' });
  await workspace.exportTo(join(root, 'out'));
  await worktree.remove();
  await t.throwsAsync(access(ran));
  t.is(await readFile(join(root, 'out/new.txt'), 'utf8'), 'new\n');
  t.is(plainGit(join(root, 'out'), 'ls-files', '--stage').match(/^160000/m), null);
  return join(root, 'out');
}

const hostileConfig = (command: string): string => `
[core]
  repositoryformatversion = 0
  fsmonitor = ${command}
  hooksPath = hooks
  sshCommand = ${command}
  pager = ${command}
[filter "x"]
  clean = ${command}
  smudge = ${command}
  process = ${command}
  required = true
[diff]
  external = ${command}
[diff "x"]
  textconv = ${command}
  command = ${command}
[merge "x"]
  driver = ${command}
[alias]
  status = !${command}
`;

test.serial('hostile worktree: a .git folder at its top is not looked at', async (t) => {
  await survives(t, async ({ worktree, command }) => {
    plainGit(worktree.path, 'init', '--quiet');
    await write(worktree.path, {
      '.git/config': hostileConfig(command),
      '.git/hooks/pre-commit': `#!/bin/sh\n${command}\n`,
    });
    await chmod(join(worktree.path, '.git/hooks/pre-commit'), 0o755);
  });
});

test.serial('hostile worktree: a .git file at its top is not followed', async (t) => {
  await survives(t, async ({ worktree }) => write(worktree.path, { '.git': 'gitdir: /tmp/elsewhere\n' }));
});

for (const [what, commits] of [
  ['without a commit', false],
  ['with a commit', true],
] as const) {
  test.serial(`hostile worktree: a repository within it ${what} counts as ordinary files`, async (t) => {
    const out = await survives(t, async ({ worktree, command }) => {
      const inner = join(worktree.path, 'sub');
      plainGit(inner, 'init', '--quiet');
      await write(inner, { 'deep/mine.txt': 'mine\n' });
      if (commits) {
        plainGit(inner, 'add', '.');
        plainGit(inner, 'commit', '--quiet', '-m', 'Inner');
      }
      await write(inner, { '.git/config': hostileConfig(command), '.gitattributes': '* filter=x diff=x merge=x\n' });
    });
    t.is(await readFile(join(out, 'sub/deep/mine.txt'), 'utf8'), 'mine\n');
    t.is(await readFile(join(out, 'sub/old.txt'), 'utf8'), 'old\n');
    await t.throwsAsync(lstat(join(out, 'sub/.git')));
  });
}

test.serial(
  'hostile worktree: a new folder with a .git file that points elsewhere counts as ordinary files',
  async (t) => {
    const out = await survives(t, async ({ worktree }) =>
      write(worktree.path, {
        'lib/.git': 'gitdir: ../../../repo.git\n',
        'lib/inner/.git/HEAD': 'nonsense',
        'lib/inner/a.txt': 'a\n',
      }),
    );
    t.is(await readFile(join(out, 'lib/inner/a.txt'), 'utf8'), 'a\n');
  },
);

test.serial('hostile worktree: a bare repository within it is only files', async (t) => {
  const out = await survives(t, async ({ worktree, command }) => {
    plainGit(worktree.path, 'init', '--quiet', '--bare', 'bare');
    await write(worktree.path, { 'bare/config': `${hostileConfig(command)}[core]\n  bare = false\n  worktree = .\n` });
  });
  t.regex(await readFile(join(out, 'bare/HEAD'), 'utf8'), /^ref: /);
});

test.serial('hostile worktree: attributes change nothing that is stored or shown', async (t) => {
  const attributes = '* text eol=crlf ident working-tree-encoding=UTF-16 filter=x diff=x merge=x\n';
  const { workspace } = await openWorkspaces(t);
  const worktree = await work(workspace, 'a.1', { '.gitattributes': attributes, 'a.txt': 'one\r\n$Id$\n' });
  t.regex(await worktree.git.diff('a.txt'), /\+one\r\n\+\$Id\$/);
  const commit = await merge(workspace, worktree, 'One');
  const other = await workspace.checkout('b.1', { base: commit });
  t.is(await readFile(join(other.path, 'a.txt'), 'utf8'), 'one\r\n$Id$\n');
});

test.serial('hostile worktree: links that lead out stay links everywhere', async (t) => {
  const out = await survives(t, async ({ worktree }) => {
    await symlink('/etc/passwd', join(worktree.path, 'passwd'));
    await symlink('/etc', join(worktree.path, 'etc'));
    await rm(join(worktree.path, 'sub'), { recursive: true });
    await symlink('/usr', join(worktree.path, 'sub'));
  });
  t.is(await readlink(join(out, 'passwd')), '/etc/passwd');
  t.is(await readlink(join(out, 'etc')), '/etc');
  t.is(await readlink(join(out, 'sub')), '/usr');
});

test.serial('hostile worktree: pipes, closed files and odd names do no harm', async (t) => {
  const out = await survives(t, async ({ worktree }) => {
    execFileSync('mkfifo', [join(worktree.path, 'pipe')]);
    await write(worktree.path, {
      'closed.txt': 'closed\n',
      '-rf': 'x',
      'line\nfeed': 'x',
      '*': 'x',
      ':(top)': 'x',
      'dir/.maios-write-1-1': 'half',
    });
    await chmod(join(worktree.path, 'closed.txt'), 0o000);
  });
  t.is(await readFile(join(out, 'closed.txt'), 'utf8'), 'closed\n');
  t.is(await readFile(join(out, '*'), 'utf8'), 'x');
  await t.throwsAsync(lstat(join(out, 'dir')));
});

test.serial('hostile worktree: what .gitignore names stays out of the project', async (t) => {
  const out = await survives(t, async ({ worktree }) =>
    write(worktree.path, {
      '.gitignore': 'node_modules/\n',
      'node_modules/x/index.js': '',
      'node_modules/y/.git/HEAD': 'ref: refs/heads/x\n',
    }),
  );
  await t.throwsAsync(lstat(join(out, 'node_modules')));
});

test.serial('hostile worktree: a submodule of the base that somebody fills counts as ordinary files', async (t) => {
  const { root, workspaces } = await openWorkspaces(t);
  const source = join(root, 'source');
  await write(source, { 'a.txt': 'one\n' });
  plainGit(source, 'init', '--quiet');
  plainGit(source, 'add', '.');
  plainGit(source, 'update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},module`);
  plainGit(source, 'commit', '--quiet', '-m', 'One');
  const workspace = await workspaces.open('with-module', { url: source });
  const worktree = await work(workspace, 'a.1', {});
  t.deepEqual(await worktree.changedFiles(10), []);
  const ran = join(root, 'ran');
  await write(worktree.path, { 'module/b.txt': 'two\n' });
  plainGit(join(worktree.path, 'module'), 'init', '--quiet');
  await write(worktree.path, { 'module/.git/config': hostileConfig(`touch ${ran}`) });
  await merge(workspace, worktree, 'Two');
  t.deepEqual(await worktree.changedFiles(10), ['module', 'module/b.txt']);
  await t.throwsAsync(access(ran));
});
