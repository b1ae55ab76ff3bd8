import { link, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SerialFn } from 'ava';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import type { SandboxDriver } from '../../controller/sandbox/sandbox.ts';
import { limits, openSandbox, refused, sh } from './open-sandbox.ts';

/** Files, as every driver of the sandbox port serves them. */
export function filesContract(test: SerialFn, driver: SandboxDriver): void {
  const title = (behaviour: string): string => `${driver.name}: ${behaviour}`;

  test(title('what is written can be read back, and is in the worktree'), async (t) => {
    const { sandbox, worktree } = await openSandbox(t, driver);
    t.deepEqual(await sandbox.writeFile('a/b/c.txt', 'é\n'), { bytes: 3, created: true });
    t.deepEqual(await sandbox.writeFile('a/b/c.txt', 'two\n'), { bytes: 4, created: false });
    t.deepEqual(await sandbox.readFile('./a//b/../b/c.txt'), { text: 'two\n', size: 4, truncated: false });
    t.is(await readFile(join(worktree, 'a/b/c.txt'), 'utf8'), 'two\n');
  });

  test(title('a part of a file never cuts a character in two'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    await sandbox.writeFile('a.txt', 'aéb');
    t.deepEqual(await sandbox.readFile('a.txt', { maxBytes: 2 }), { text: 'a', size: 4, truncated: true });
    t.deepEqual(await sandbox.readFile('a.txt', { offset: 3 }), { text: 'b', size: 4, truncated: false });
    t.deepEqual(await sandbox.readFile('a.txt', { offset: 99 }), { text: '', size: 4, truncated: false });
  });

  test(title('a huge file is read in part, and refused when written'), async (t) => {
    const { sandbox, worktree } = await openSandbox(t, driver);
    await writeFile(join(worktree, 'huge'), '');
    await truncate(join(worktree, 'huge'), 10 * 1024 ** 3);
    const { text, size, truncated } = await sandbox.readFile('huge', { maxBytes: 1000 });
    t.deepEqual([text.length, size, truncated], [1000, 10 * 1024 ** 3, true]);
    await refused(t, 'SANDBOX_LIMIT', sandbox.writeFile('big', 'x'.repeat(13 * 1024 * 1024)));
    await refused(t, 'SANDBOX_LIMIT', sandbox.writeFile('big', 'x'.repeat(17 * 1024 * 1024)));
    t.is((await sandbox.readFile('huge', { maxBytes: 1 })).text.length, 1);
  });

  test(title('a write keeps the mode of a file, and leaves its other hard links alone'), async (t) => {
    const { sandbox, worktree, outside } = await openSandbox(t, driver);
    await writeFile(join(worktree, 'run.sh'), 'old', { mode: 0o755 });
    await link(join(outside, 'secret.txt'), join(worktree, 'linked'));
    await sandbox.writeFile('run.sh', 'new');
    await sandbox.writeFile('linked', 'new');
    t.is((await stat(join(worktree, 'run.sh'))).mode & 0o777, 0o755);
    t.is(await readFile(join(outside, 'secret.txt'), 'utf8'), 'secret');
  });

  for (const [what, path] of [
    ['a path with ..', '../outside/secret.txt'],
    ['a path with .. in the middle', 'a/../../outside/secret.txt'],
    ['an absolute path', '/etc/passwd'],
    ['a path through /proc', '/proc/self/root/etc/passwd'],
    ['a path with a NUL byte', 'a\0b'],
    ['a path that is too long', 'a/'.repeat(3000)],
    ['a name that is too long', 'n'.repeat(300)],
    ['the workspace itself', '.'],
    ['an empty path', ''],
  ] as const) {
    test(title(`${what} is refused for reading and writing`), async (t) => {
      const { sandbox } = await openSandbox(t, driver);
      await refused(t, 'SANDBOX_PATH', sandbox.readFile(path));
      await refused(t, 'SANDBOX_PATH', sandbox.writeFile(path, ''));
    });
  }

  for (const name of ['%2e%2e', '~', '...', ' ', '-rf', 'Ünï', 'line\nfeed', '\u001b[31m']) {
    test(title(`${JSON.stringify(name)} is an ordinary name`), async (t) => {
      const { sandbox } = await openSandbox(t, driver);
      await sandbox.writeFile(name, 'x');
      t.is((await sandbox.readFile(name)).text, 'x');
      t.deepEqual(await sandbox.listFiles('.', { depth: 1, maxEntries: 10 }), {
        files: [{ path: name, type: 'file', size: 1 }],
        truncated: false,
      });
    });
  }

  test(title('a link inside the workspace is read, and one that leads out is refused'), async (t) => {
    const { sandbox, worktree, outside } = await openSandbox(t, driver);
    await sandbox.writeFile('real/a.txt', 'inside');
    await symlink('real', join(worktree, 'folder'));
    await symlink(join(outside, 'secret.txt'), join(worktree, 'file'));
    await symlink(outside, join(worktree, 'out'));
    await symlink('/proc/self/root', join(worktree, 'root'));
    await symlink('loop', join(worktree, 'loop'));
    t.is((await sandbox.readFile('folder/a.txt')).text, 'inside');
    for (const path of ['file', 'out/secret.txt', 'root/etc/hosts', 'loop']) {
      const error = await t.throwsAsync(sandbox.readFile(path), { instanceOf: MaiosError });
      // In an isolated place the outside does not even exist.
      t.true(
        error?.code === 'SANDBOX_PATH' || (driver.isolated && error?.code === 'NOT_FOUND'),
        `${path}: ${error?.message}`,
      );
    }
    for (const path of ['file', 'out/new.txt', 'out/secret.txt', 'folder/new.txt']) {
      await refused(t, 'SANDBOX_PATH', sandbox.writeFile(path, 'changed'));
    }
    await refused(t, 'SANDBOX_PATH', sandbox.listFiles('out', { depth: 1, maxEntries: 10 }));
    t.is(await readFile(join(outside, 'secret.txt'), 'utf8'), 'secret');
  });

  test(title('swapping a folder for a link while files are read and written leaks nothing'), async (t) => {
    const { sandbox, worktree, outside } = await openSandbox(t, driver);
    await sandbox.writeFile('target/secret.txt', 'public');
    await symlink(outside, join(worktree, 'evil'));
    const swapper = sandbox.exec(['node', '-e', swapping], { ...limits, timeoutMs: 2000 });
    const seen = new Set<string>();
    let running = true;
    void swapper.finally(() => (running = false));
    while (running) {
      await sandbox.readFile('target/secret.txt').then(
        ({ text }) => seen.add(text),
        () => undefined,
      );
      await sandbox.writeFile('target/written.txt', 'x').catch(() => undefined);
    }
    t.is((await swapper).timedOut, true);
    seen.delete('public');
    t.deepEqual([...seen], []);
    await t.throwsAsync(readFile(join(outside, 'written.txt')));
  });

  test(title('pipes and devices are refused and do not block'), async (t) => {
    const { sandbox, worktree } = await openSandbox(t, driver);
    await sh(sandbox, 'mkfifo pipe');
    await symlink('/dev/zero', join(worktree, 'zero'));
    await refused(t, 'SANDBOX_PATH', sandbox.readFile('pipe'));
    await refused(t, 'SANDBOX_PATH', sandbox.writeFile('pipe', 'x'));
    await refused(t, 'SANDBOX_PATH', sandbox.readFile('zero'));
    await refused(t, 'SANDBOX_PATH', sandbox.search('x', { path: 'pipe', maxMatches: 1, caseSensitive: true }));
    t.deepEqual((await sandbox.search('x', { path: '.', maxMatches: 1, caseSensitive: true })).matches, []);
  });

  test(title('a listing is bounded in depth and number, and stays out of node_modules'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    await sh(
      sandbox,
      'mkdir -p a/b/c node_modules/x .git/y; touch a/b/c/d 1 2 3; mkdir many; cd many; seq 1 500 | xargs touch',
    );
    const shallow = await sandbox.listFiles('a', { depth: 2, maxEntries: 10 });
    t.deepEqual(
      shallow.files.map((file) => file.path),
      ['a/b', 'a/b/c'],
    );
    const few = await sandbox.listFiles('.', { depth: 9, maxEntries: 5 });
    t.deepEqual([few.files.map((file) => file.path), few.truncated], [['.git', '1', '2', '3', 'a'], true]);
    const level = await sandbox.listFiles('.', { depth: 2, maxEntries: 12 });
    t.deepEqual(
      level.files.slice(7).map((file) => file.path),
      ['a/b', 'many/1', 'many/10', 'many/100', 'many/101'],
      'level by level, each by name',
    );
    const all = await sandbox.listFiles('.', { depth: 9, maxEntries: 1000 });
    t.deepEqual([all.files.length, all.truncated], [510, false]);
  });
}

// Exchanges a folder and a link to the outside, as fast as it can.
const swapping = `
const { renameSync, rmSync } = require('node:fs');
// A write may come between and make the folder anew.
const attempt = (work) => { try { work(); return true; } catch { return false; } };
const back = () => attempt(() => renameSync('kept', 'target')) || attempt(() => rmSync('target', { recursive: true, force: true }));
for (;;) {
  attempt(() => renameSync('target', 'kept'));
  attempt(() => renameSync('evil', 'target'));
  attempt(() => renameSync('target', 'evil'));
  back();
}
`;
