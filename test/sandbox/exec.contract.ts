import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext, SerialFn } from 'ava';
import type { SandboxDriver } from '../../controller/sandbox/sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { limits, openSandbox, refused, sh } from './open-sandbox.ts';

/** Where a driver can be imported from, for a process of its own. */
export interface DriverModule {
  readonly module: string;
  readonly exported: string;
}

/** Programs, as every driver of the sandbox port runs them. */
export function execContract(test: SerialFn, driver: SandboxDriver, { module, exported }: DriverModule): void {
  const title = (behaviour: string): string => `${driver.name}: ${behaviour}`;

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
    const both = await sh(sandbox, 'echo short; head -c 30000 /dev/zero >&2', { maxOutputBytes: 1000 });
    t.is(both.stdout, 'short\n');
    t.true(both.stderr.includes(`… ${30_006 - 1000} bytes left out …`), 'one stream has what the other does not need');
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

  test(title('when it died, closing it ends what was left of it'), async (t) => {
    const { sandbox, worktree } = await openSandbox(t, driver);
    const killing = sh(
      sandbox,
      `setsid sh -c '${beating('a')}' & ${beating('b')} & sleep 0.2; kill -9 $PPID; sleep 60`,
    );
    await refused(t, 'SANDBOX_UNAVAILABLE', killing);
    await sandbox[Symbol.asyncDispose]();
    await nothingBeats(t, worktree, ['a', 'b']);
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

  test(title('when its parent is killed, nothing of it stays'), async (t) => {
    const worktree = await mkdtemp(join(tmpdir(), 'maios-orphan-'));
    t.teardown(() => rm(worktree, { recursive: true, force: true }));
    const script = `
      import { ${exported} as driver } from ${JSON.stringify(module)};
      const sandbox = await driver.start({ worktree: ${JSON.stringify(worktree)}, label: 'orphan.1', network: false });
      await sandbox.exec(['sh', '-c', ${JSON.stringify(`setsid sh -c '${beating('a')}' & ${beating('b')}`)}], { timeoutMs: 120000, maxOutputBytes: 10 });
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await eventually(() => Promise.all([stat(join(worktree, 'a')), stat(join(worktree, 'b'))]));
    parent.kill('SIGKILL');
    await nothingBeats(t, worktree, ['a', 'b']);
  });
}

// Writes the file anew twenty times a second.
function beating(file: string): string {
  return `while :; do date +%N > ${file}; sleep 0.05; done`;
}

// No file changes any more.
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
