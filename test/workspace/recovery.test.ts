import { spawn } from 'node:child_process';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { createGitWorkspaces } from '../../controller/workspace/git-workspaces.ts';
import { merge, openWorkspaces, plainGit, temporaryFolder, work, write } from './open-workspaces.ts';

test.serial('workspace: locks that a killed git left do not stop the work', async (t) => {
  const { root, workspace } = await openWorkspaces(t);
  const worktree = await work(workspace, 'a.1', { 'a.txt': 'one\n' });
  const gitDir = join(root, 'project/repo.git');
  const old = new Date(Date.now() - 60_000);
  for (const lock of [
    join(gitDir, 'refs/heads/main.lock'),
    join(gitDir, 'packed-refs.lock'),
    join(root, 'project/indexes/a.1.lock'),
  ]) {
    await writeFile(lock, '');
    await utimes(lock, old, old);
  }
  const again = await (
    await createGitWorkspaces(root).open('project')
  ).checkout('a.1', { base: await workspace.head() });
  const commit = await merge(workspace, again, 'One');
  t.true(await workspace.contains(commit));
  t.is(again.path, worktree.path);
});

test.serial('workspace: one that was killed while it was made is made again', async (t) => {
  const root = await temporaryFolder(t);
  await mkdir(join(root, 'half/repo.git/refs'), { recursive: true });
  await write(join(root, 'half'), { 'repo.git/HEAD': 'ref: refs/heads/main\n', 'runs/.new-a.1/part.txt': 'x' });
  const workspace = await createGitWorkspaces(root).open('half');
  t.deepEqual(await readdir((await work(workspace, 'a.1', {})).path), []);
});

test.serial('workspace: of two workers that make it at once, one begins main, and nobody begins it anew', async (t) => {
  const root = await temporaryFolder(t);
  const origin = await temporaryFolder(t);
  plainGit(origin, 'init', '-q');
  plainGit(origin, 'commit', '-q', '--allow-empty', '-m', 'Another beginning');
  // Each begins it with what the other does not, and fetching takes longer.
  const late = createGitWorkspaces(root).open('project', { url: origin });
  const first = await createGitWorkspaces(root).open('project');
  const seen = await first.head();
  await late;
  t.is(await first.head(), seen);
});

test.serial('workspace: another git that makes it just now is waited for', async (t) => {
  const root = await temporaryFolder(t);
  const lock = join(root, 'project/repo.git/config.lock');
  await mkdir(join(root, 'project/repo.git'), { recursive: true });
  await writeFile(lock, '');
  const making = createGitWorkspaces(root).open('project');
  setTimeout(() => void rm(lock), 100);
  t.regex(await (await making).head(), /^[0-9a-f]{40}$/);
});

test.serial('workspace: a process that is killed while it works loses nothing that was committed', async (t) => {
  const { root, workspace } = await openWorkspaces(t);
  const module = new URL('../../controller/workspace/git-workspaces.ts', import.meta.url).href;
  const script = `
    import { writeFileSync } from 'node:fs';
    import { createGitWorkspaces } from ${JSON.stringify(module)};
    const workspace = await createGitWorkspaces(${JSON.stringify(root)}).open('project');
    for (let n = 1; ; n++) {
      const tree = await workspace.checkout(process.pid + '-' + n + '.1', { base: await workspace.head() });
      writeFileSync(tree.path + '/f' + process.pid + '-' + n, String(n));
      const attempt = await workspace.prepareMerge(await tree.snapshot('work'), 'File ' + n);
      await workspace.advance(attempt.onto, attempt.commit);
      console.log(attempt.commit);
    }
  `;
  const merged: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        merged.push(...chunk.toString().trim().split('\n'));
        // In the middle of whatever it does next.
        setTimeout(() => child.kill('SIGKILL'), 5 + round * 9);
      });
      child.once('close', () => resolve());
    });
  }
  const again = await createGitWorkspaces(root).open('project');
  for (const commit of merged) t.true(await again.contains(commit));
  t.true(await again.contains(await merge(again, await work(again, 'last.1', { last: '1' }), 'Last')));
  t.is(plainGit(join(root, 'project/repo.git'), 'fsck', '--no-dangling', '--no-progress'), '');
  t.true(await workspace.contains(await again.head()));
});
