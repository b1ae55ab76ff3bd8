import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { createDockerDriver } from '../../../controller/sandbox/docker/docker.ts';
import { startReaper } from '../../../controller/sandbox/reap-sandboxes.ts';
import type { Sandbox, SandboxDriver } from '../../../controller/sandbox/sandbox.ts';
import { limits, refused, sh } from '../../sandbox/open-sandbox.ts';
import { eventually } from '../../support/eventually.ts';
import { findServices } from '../../support/services.ts';
import { dockerDriver, image } from './docker-driver.ts';

interface Opened {
  readonly sandbox: Sandbox;
  readonly worktree: string;
}

async function open(
  t: ExecutionContext,
  { driver, workspaces }: { readonly driver: SandboxDriver; readonly workspaces: string },
  { label, network = false }: { readonly label: string; readonly network?: boolean },
): Promise<Opened> {
  const worktree = join(workspaces, label);
  await mkdir(worktree, { recursive: true });
  const sandbox = await driver.start({ worktree, label, network });
  t.teardown(() => sandbox[Symbol.asyncDispose]());
  return { sandbox, worktree };
}

// Opens sandboxes until one comes from those started ahead: its worktree is another folder then. Others may be ready too.
async function warm(t: ExecutionContext, at: { readonly driver: SandboxDriver; readonly workspaces: string }) {
  let attempt = 0;
  await eventually(
    async () => {
      attempt += 1;
      const label = `warm.${attempt}`;
      await mkdir(join(at.workspaces, label));
      const { ino } = await stat(join(at.workspaces, label));
      const { sandbox, worktree } = await open(t, at, { label });
      await sandbox[Symbol.asyncDispose]();
      if ((await stat(worktree)).ino === ino) throw new Error('none was ready');
    },
    { timeoutMs: 60_000 },
  );
}

// One that was started ahead, on a worktree with a file; throws while none is ready.
async function openBound(t: ExecutionContext, at: { readonly driver: SandboxDriver; readonly workspaces: string }) {
  const label = `run-${randomUUID()}.7`;
  const worktree = join(at.workspaces, label);
  await mkdir(join(worktree, 'deep'), { recursive: true });
  await writeFile(join(worktree, 'deep/a.txt'), 'from outside');
  const { ino } = await stat(worktree);
  const { sandbox } = await open(t, at, { label });
  // Another folder stands there then: the container's own.
  if ((await stat(worktree)).ino !== ino) return { sandbox, worktree, label };
  await sandbox[Symbol.asyncDispose]();
  throw new Error('none was ready');
}

const driverModule = new URL('../../../controller/sandbox/docker/docker.ts', import.meta.url).href;

const docker = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('docker', [...args])).stdout.trim();

test('docker: one that was started ahead sees the worktree that it is bound to, and both sides see every change', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const { sandbox, worktree, label } = await eventually(() => openBound(t, at), { timeoutMs: 60_000 });
  t.is((await sandbox.readFile('deep/a.txt')).text, 'from outside');
  await writeFile(join(worktree, 'later.txt'), 'later');
  t.is((await sandbox.readFile('later.txt')).text, 'later');
  await sandbox.writeFile('b.txt', 'from inside');
  t.is(await readFile(join(worktree, 'b.txt'), 'utf8'), 'from inside');
  t.like(await sh(sandbox, 'ls -A / /workspace/..'), { exitCode: 0 });
  await eventually(async () => {
    const labels = (await at.driver.find()).map(({ label }) => label);
    if (!labels.includes(label)) throw new Error(`found ${labels.join(', ')}`);
  });
});

test('docker: no container serves twice, and each sees its own worktree alone', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  await warm(t, at);
  for (const label of ['a.1', 'b.1', 'c.1', 'd.1']) {
    const { sandbox } = await open(t, at, { label });
    const { stdout } = await sh(sandbox, 'ls -A /workspace /tmp; touch /tmp/left-behind mine');
    t.is(stdout.trim(), '/tmp:\n\n/workspace:', label);
    await sandbox[Symbol.asyncDispose]();
  }
  t.deepEqual(await readdir(join(at.workspaces, 'a.1')), ['mine']);
});

test('docker: a second sandbox on a worktree leaves the first where it is', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  await warm(t, at);
  const { sandbox: first } = await open(t, at, { label: 'both.1' });
  const { sandbox: second } = await open(t, at, { label: 'both.1' });
  await first.writeFile('a.txt', 'first');
  t.is((await second.readFile('a.txt')).text, 'first');
});

test('docker: files of each side can be read, changed and removed by the other', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const worktree = join(at.workspaces, 'files.1');
  await mkdir(join(worktree, 'closed'), { recursive: true });
  await writeFile(join(worktree, 'closed/a.txt'), 'a', { mode: 0o600 });
  await chmod(join(worktree, 'closed'), 0o700);
  const { sandbox } = await open(t, at, { label: 'files.1' });
  t.like(
    await sh(
      sandbox,
      'cat closed/a.txt; echo b > closed/a.txt && rm -r closed && id -u && mkdir new && echo n > new/n',
    ),
    {
      exitCode: 0,
      stdout: `a${process.getuid?.() === 0 ? 1000 : process.getuid?.()}\n`,
    },
  );
  await writeFile(join(worktree, 'new/n'), 'changed');
  t.is((await sandbox.readFile('new/n')).text, 'changed');
});

test('docker: a worker that is not root and its sandbox are the same user', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const socket = /^unix:\/\/(.+)$/.exec(process.env['DOCKER_HOST'] ?? '')?.[1];
  if (process.getuid?.() !== 0 || socket === undefined) {
    t.pass('only root can be somebody else');
    return;
  }
  const script = `
    import { mkdir, writeFile, readFile, rm } from 'node:fs/promises';
    import { createDockerDriver } from ${JSON.stringify(driverModule)};
    const workspaces = ${JSON.stringify(join(at.workspaces, 'own'))};
    const options = ${JSON.stringify({ dockerHost: process.env['DOCKER_HOST'], image, maxSpares: 1 })};
    const driver = await createDockerDriver({ ...options, workspaces, onFault: console.error });
    const worktree = workspaces + '/own.1';
    await mkdir(worktree, { recursive: true });
    await writeFile(worktree + '/a.txt', 'a', { mode: 0o600 });
    const sandbox = await driver.start({ worktree, label: 'own.1', network: false });
    const program = 'id -u; cat a.txt; rm a.txt; mkdir -m 700 b; echo b > b/b';
    const { stdout } = await sandbox.exec(['sh', '-c', program], { timeoutMs: 20000, maxOutputBytes: 1000 });
    await sandbox[Symbol.asyncDispose]();
    console.log(stdout + await readFile(worktree + '/b/b', 'utf8'));
    await driver[Symbol.asyncDispose]();
    await rm(workspaces, { recursive: true });
  `;
  await chmod(at.workspaces, 0o777);
  const somebody = { uid: 1234, gid: (await stat(socket)).gid };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], somebody);
  t.is(stdout.trim(), '1234\nab');
});

test('docker: a network is there only when it is granted', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const count = 'ls /sys/class/net | grep -c eth || true';
  t.is((await sh((await open(t, at, { label: 'n.1' })).sandbox, count)).stdout, '0\n');
  t.is((await sh((await open(t, at, { label: 'n.2', network: true })).sandbox, count)).stdout, '1\n');
});

test('docker: a missing image is told with the way to build it', async (t) => {
  const services = findServices(t, ['DOCKER_HOST']);
  if (services === undefined) return;
  const options = { workspaces: '/tmp', maxSpares: 1, onFault: () => t.fail() };
  const missing = createDockerDriver({ ...options, dockerHost: services.DOCKER_HOST, image: 'maios-nowhere:none' });
  await t.throwsAsync(missing, {
    code: 'SANDBOX_UNAVAILABLE',
    message: /docker build --target sandbox-root -t maios-nowhere:none/,
  });
});

test('docker: a daemon that accepts and never answers is given up within seconds', async (t) => {
  const { createServer } = await import('node:net');
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const options = { image, workspaces: '/tmp', maxSpares: 1, onFault: () => t.fail() };
  const dead = createDockerDriver({ ...options, dockerHost: `tcp://127.0.0.1:${port}` });
  await t.throwsAsync(dead, { code: 'SANDBOX_UNAVAILABLE', message: /nothing within 1000 ms/ });
});

test('docker: a container that is removed under a call is told, and the next sandbox starts', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const { sandbox } = await open(t, at, { label: 'removed.1' });
  const running = sandbox.exec(['sleep', '60'], limits);
  const [found] = (await at.driver.find()).filter(({ label }) => label === 'removed.1');
  await docker('rm', '--force', found?.id ?? '');
  await refused(t, 'SANDBOX_UNAVAILABLE', running);
  await refused(t, 'SANDBOX_UNAVAILABLE', sandbox.readFile('a'));
  const { sandbox: next } = await open(t, at, { label: 'removed.2' });
  t.is((await sh(next, 'echo well')).stdout, 'well\n');
});

test('docker: a program that hangs, also a stopped sandboxd, is ended when its time is over', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const { sandbox } = await open(t, at, { label: 'hang.1' });
  t.like(await sh(sandbox, "trap '' TERM; sleep 60", { timeoutMs: 300 }), { timedOut: true });
  const stopping = sandbox.exec(['sh', '-c', 'kill -STOP $PPID; sleep 60'], { timeoutMs: 8000, maxOutputBytes: 100 });
  await refused(t, 'SANDBOX_UNAVAILABLE', stopping);
  await eventually(async () => {
    const labels = (await at.driver.find()).map(({ label }) => label);
    if (labels.includes('hang.1')) throw new Error('it still runs');
  });
});

test('docker: a program that takes all memory at once is ended with the reason', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const { sandbox } = await open(t, at, { label: 'oom.1' });
  // Whoever is first: sandboxd, which looks ten times a second, or the kernel.
  const code = 'import sys\nx = []\nwhile True: x.append(bytearray(200_000_000))';
  const greedy = await sandbox.exec(['python3', '-c', code], { ...limits, timeoutMs: 90_000 });
  t.not(greedy.exitCode, 0);
  t.regex(greedy.stderr, /no memory left in the sandbox|more than \d+ bytes of memory|MemoryError/);
  t.is((await sh(sandbox, 'echo well')).stdout, 'well\n');
});

test('docker: closing the driver leaves no container and no folder behind', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  await warm(t, at);
  await at.driver[Symbol.asyncDispose]();
  await eventually(async () => {
    const found = await at.driver.find();
    if (found.length > 0) throw new Error(`${found.length} are left`);
  });
  const [daemon = ''] = await readdir(join(at.workspaces, '.boxes'));
  t.deepEqual(await readdir(join(at.workspaces, '.boxes', daemon)), []);
});

test('docker: after SIGKILL of their owner no container stays, waiting ones included', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const owner = await ownerProcess(t, at.workspaces);
  owner.kill('SIGKILL');
  await eventually(async () => {
    const found = await at.driver.find();
    if (found.length > 0) throw new Error(`${found.length} are left`);
  });
  t.pass();
});

test('docker: what a frozen owner holds is reaped when its run has a newer epoch, by however many reapers', async (t) => {
  const at = await dockerDriver(t);
  if (at === undefined) return;
  const owner = await ownerProcess(t, at.workspaces);
  owner.kill('SIGSTOP');
  const faults: unknown[] = [];
  const reaper = () =>
    startReaper({
      driver: at.driver,
      findStale: async (labels) => new Set(labels.filter((label) => label === 'owned.1')),
      onFault: (error) => faults.push(error),
      everyMs: 200,
    });
  await using _one = reaper();
  await using _two = reaper();
  await using _three = reaper();
  await eventually(async () => {
    const labels = (await at.driver.find()).map(({ label }) => label);
    if (labels.includes('owned.1')) throw new Error('it still runs');
  });
  t.deepEqual(faults, []);
  // What waits for a run is left to its owner, which may thaw.
  t.true((await at.driver.find()).some(({ label }) => label === undefined));
});

// A process with one sandbox, of `owned.1`, and one that waits.
async function ownerProcess(t: ExecutionContext, workspaces: string) {
  const worktree = join(workspaces, 'owned.1');
  await mkdir(worktree, { recursive: true });
  const script = `
    import { createDockerDriver } from ${JSON.stringify(driverModule)};
    const options = ${JSON.stringify({ dockerHost: process.env['DOCKER_HOST'], image, workspaces, maxSpares: 1 })};
    const driver = await createDockerDriver({ ...options, onFault: console.error });
    const sandbox = await driver.start({ worktree: ${JSON.stringify(worktree)}, label: 'owned.1', network: false });
    await sandbox.exec(['sh', '-c', 'touch started; sleep 600'], { timeoutMs: 700000, maxOutputBytes: 10 });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  await eventually(() => stat(join(worktree, 'started')));
  const options = { dockerHost: process.env['DOCKER_HOST'], image, workspaces, maxSpares: 0, onFault: () => undefined };
  const driver = await createDockerDriver(options);
  await eventually(async () => {
    if (!(await driver.find()).some(({ label }) => label === undefined)) throw new Error('none waits');
  });
  return child;
}
