import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, type SerialFn } from 'ava';
import { type ErrorCode } from '../../controller/errors/catalogue.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import {
  type ExecLimits,
  type ExecResult,
  type Sandbox,
  type SandboxDriver,
} from '../../controller/sandbox/sandbox.ts';
import { eventually } from '../support/eventually.ts';

export interface Opened {
  readonly sandbox: Sandbox;
  readonly worktree: string;
  /** A folder beside the worktree, with `secret.txt`: what nobody inside may reach. */
  readonly outside: string;
}

export async function openSandbox(t: ExecutionContext, driver: SandboxDriver): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-contract-'));
  const [worktree, outside] = [join(folder, 'worktree'), join(folder, 'outside')];
  await mkdir(worktree);
  await mkdir(outside);
  await writeFile(join(outside, 'secret.txt'), 'secret');
  const sandbox = await driver.start({ worktree, label: 'contract.1', network: false });
  t.teardown(async () => {
    await sandbox[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return { sandbox, worktree, outside };
}

const limits: ExecLimits = { timeoutMs: 20_000, maxOutputBytes: 64 * 1024 };

export function sh(sandbox: Sandbox, command: string, options: Partial<ExecLimits> = {}): Promise<ExecResult> {
  return sandbox.exec(['sh', '-c', command], { ...limits, ...options });
}

async function refused(t: ExecutionContext, code: ErrorCode, work: Promise<unknown>): Promise<void> {
  const error = await t.throwsAsync(work, { instanceOf: MaiosError });
  t.is(error?.code, code, error?.message);
}

/** What every driver of the sandbox port does. */
export function sandboxContract(test: SerialFn, driver: SandboxDriver): void {
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
    t.deepEqual([few.files.length, few.truncated], [5, true]);
    const all = await sandbox.listFiles('.', { depth: 9, maxEntries: 1000 });
    t.deepEqual([all.files.length, all.truncated], [510, false]);
  });

  test(title('an exec tells exit code, output and how it ended'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    const result = await sh(sandbox, 'echo out; echo err >&2; exit 7');
    t.like(result, {
      exitCode: 7,
      signal: undefined,
      timedOut: false,
      stdout: 'out\n',
      stderr: 'err\n',
      droppedBytes: 0,
    });
    t.like(await sh(sandbox, 'kill -9 $$'), { exitCode: undefined, signal: 'SIGKILL' });
    t.like(await sandbox.exec(['no-such-program'], limits), { exitCode: 127 });
    t.like(await sandbox.exec(['printf', '%s', '$(id) "a b" ;*'], limits), { stdout: '$(id) "a b" ;*' });
    t.like(await sandbox.exec(['cat'], { ...limits, input: 'given' }), { stdout: 'given', exitCode: 0 });
    t.like(await sandbox.exec(['true'], { ...limits, input: 'x'.repeat(1_000_000) }), { exitCode: 0 });
    t.like(await sh(sandbox, 'cat'), { stdout: '', exitCode: 0 });
    await refused(t, 'USAGE', sandbox.exec(['echo', 'a\0b'], limits));
    await refused(t, 'USAGE', sandbox.exec([], limits));
    await refused(t, 'SANDBOX_LIMIT', sandbox.exec(['echo', 'x'.repeat(1_000_000)], limits));
  });

  test(title('a flood of output is cut in the middle and counted'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    const result = await sh(sandbox, 'echo first; head -c 30000000 /dev/zero; echo last', { maxOutputBytes: 1000 });
    t.true(result.stdout.startsWith('first\n'));
    t.true(result.stdout.endsWith('last\n'));
    t.true(result.stdout.length < 1100);
    t.is(result.droppedBytes, 30_000_011 - 1000);
    t.like(await sh(sandbox, 'yes', { timeoutMs: 300, maxOutputBytes: 1000 }), { timedOut: true });
  });

  test(title('a time-out ends the whole tree, also what ignores the polite signal'), async (t) => {
    const { sandbox, worktree } = await openSandbox(t, driver);
    const command = `trap '' TERM; (while :; do date +%N > beat; sleep 0.05; done) & setsid sh -c 'while :; do date +%N > beat2; sleep 0.05; done' & sleep 60`;
    t.like(await sh(sandbox, command, { timeoutMs: 400 }), { timedOut: true });
    await nothingBeats(t, worktree, ['beat', 'beat2']);
  });

  test(title('what a program leaves running is ended with it'), async (t) => {
    const { sandbox, worktree } = await openSandbox(t, driver);
    const beat = (file: string): string => `sh -c 'while :; do date +%N > ${file}; sleep 0.05; done'`;
    const result = await sh(
      sandbox,
      `${beat('a')} & nohup ${beat('b')} >/dev/null 2>&1 & setsid ${beat('c')} & sleep 0.2; exit 0`,
    );
    t.like(result, { exitCode: 0, timedOut: false });
    await nothingBeats(t, worktree, ['a', 'b', 'c']);
  });

  test(title('a call is cancelled by its signal, and others go on'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    const controller = new AbortController();
    const cancelled = sandbox.exec(['sleep', '60'], { ...limits, signal: controller.signal });
    const other = sh(sandbox, 'sleep 0.5; echo done');
    controller.abort();
    t.like(await cancelled, { signal: 'SIGTERM', timedOut: false });
    t.like(await other, { stdout: 'done\n', exitCode: 0 });
    t.like(await sandbox.exec(['sleep', '60'], { ...limits, signal: controller.signal }), { signal: 'SIGTERM' });
  });

  test(title('a file cannot grow without bound, and no core is dumped'), async (t) => {
    const { sandbox, worktree } = await openSandbox(t, driver);
    const { exitCode } = await sh(sandbox, 'dd if=/dev/zero of=big bs=1 count=1 seek=2000000000 2>/dev/null');
    t.not(exitCode, 0);
    await sh(sandbox, 'kill -ABRT $$');
    const { files } = await sandbox.listFiles('.', { depth: 1, maxEntries: 10 });
    t.deepEqual(
      files.filter((file) => file.path !== 'big'),
      [],
      worktree,
    );
  });

  test(title('a program sees a clean environment and node'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    const { stdout } = await sh(sandbox, 'env; node --version');
    const names = [...stdout.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    const known = [
      'HOME',
      'LANG',
      'MAIOS_SANDBOX',
      'NO_COLOR',
      'OLDPWD',
      'PATH',
      'PWD',
      'SHLVL',
      'TERM',
      'TMPDIR',
      '_',
    ];
    t.deepEqual(
      names.filter((name) => !known.includes(name ?? '')),
      [],
    );
    t.true(stdout.includes(process.version));
    t.like(await sh(sandbox, 'touch "$HOME/x" "$TMPDIR/y"'), { exitCode: 0 });
  });

  test(title('when it dies in the middle of a call, every call that waits is told'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    const waiting = sandbox.exec(['sleep', '60'], limits);
    const killing = sh(sandbox, 'kill -9 $PPID');
    await refused(t, 'SANDBOX_UNAVAILABLE', waiting);
    await refused(t, 'SANDBOX_UNAVAILABLE', killing);
    await refused(t, 'SANDBOX_UNAVAILABLE', sandbox.readFile('a'));
  });

  test(title('when it is closed, what runs in it is gone and a later call is told'), async (t) => {
    const { sandbox, worktree } = await openSandbox(t, driver);
    const running = sh(sandbox, 'while :; do date +%N > beat; sleep 0.05; done');
    void running.catch(() => undefined);
    await eventually(() => stat(join(worktree, 'beat')));
    await sandbox[Symbol.asyncDispose]();
    await refused(t, 'SANDBOX_UNAVAILABLE', running);
    await refused(t, 'SANDBOX_UNAVAILABLE', sandbox.listFiles('.', { depth: 1, maxEntries: 1 }));
    await nothingBeats(t, worktree, ['beat']);
  });

  test(title('a folder that is not there is an error that says so'), async (t) => {
    const start = driver.start({ worktree: '/nowhere/at/all', label: 'none.1', network: false });
    await refused(t, 'SANDBOX_UNAVAILABLE', start);
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

// Each file is written anew twenty times a second while its writer lives.
async function nothingBeats(t: ExecutionContext, worktree: string, files: readonly string[]): Promise<void> {
  const read = () => Promise.all(files.map((file) => readFile(join(worktree, file), 'utf8')));
  await eventually(async () => {
    const before = await read();
    execFileSync('sleep', ['0.2']);
    const after = await read();
    if (before.join() !== after.join()) throw new Error('something still runs');
  });
  t.pass();
}
