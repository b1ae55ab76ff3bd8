import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { bubblewrapDriver } from '../../controller/sandbox/bubblewrap.ts';
import { whyNot } from '../../controller/sandbox/choose-driver.ts';
import { daemonEntry } from '../../controller/sandbox/daemon.ts';
import { findSandboxes } from '../../controller/sandbox/find-sandboxes.ts';
import { plainProcessDriver } from '../../controller/sandbox/plain-process.ts';
import { eventually } from '../support/eventually.ts';

const works = (await whyNot(bubblewrapDriver)) === undefined;

for (const driver of works ? [plainProcessDriver, bubblewrapDriver] : [plainProcessDriver]) {
  test(`find sandboxes: one of ${driver.name} is found by its run and epoch, once, until it ends`, async (t) => {
    const worktree = await mkdtemp(join(tmpdir(), 'maios-find-'));
    t.teardown(() => rm(worktree, { recursive: true, force: true }));
    const label = `${worktree.slice(-6)}.7`;
    const sandbox = await driver.start({ worktree, label, network: false });
    const mine = async () => (await findSandboxes()).filter((found) => found.label === label).length;
    t.is(await mine(), 1);
    await sandbox[Symbol.asyncDispose]();
    t.is(await mine(), 0);
  });
}

for (const [what, first] of [
  ['', ''],
  [', also when it stopped its sandboxd', 'kill -STOP $PPID; '],
] as const) {
  test(`find sandboxes: ending a plain process that was found ends what runs in it${what}`, async (t) => {
    const worktree = await mkdtemp(join(tmpdir(), 'maios-find-'));
    t.teardown(() => rm(worktree, { recursive: true, force: true }));
    const label = `${worktree.slice(-6)}.8`;
    const sandbox = await plainProcessDriver.start({ worktree, label, network: false });
    t.teardown(() => sandbox[Symbol.asyncDispose]());
    const command = ['sh', '-c', `${first}echo $$ > pid; sleep 60`];
    const running = sandbox.exec(command, { timeoutMs: 60_000, maxOutputBytes: 100 });
    const refused = t.throwsAsync(running, { code: 'SANDBOX_UNAVAILABLE' });
    const pid = await eventually(async () => {
      const text = await readFile(join(worktree, 'pid'), 'utf8');
      if (text === '') throw new Error('it is just being written');
      return Number(text);
    });
    const found = (await findSandboxes()).find((one) => one.label === label);
    t.true(await found?.end());
    await refused;
    await eventually(async () => {
      // Empty of one that is dead and was not waited for.
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (line !== '') throw new Error(`expected the program to be gone, found ${line}`);
    });
  });
}

test('find sandboxes: ending what only looks like one ends nobody that it names', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'maios-find-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'sandboxd'));
  const script = join(folder, 'sandboxd', daemonEntry);
  await writeFile(
    script,
    `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('here');`,
  );
  const victim = spawn('sleep', ['60'], { env: { ...process.env, VICTIM: folder } });
  const label = `${folder.slice(-6)}.9`;
  const liar = spawn(process.execPath, [script, '--label', label, '--marker', `VICTIM=${folder}`]);
  t.teardown(() => void [victim, liar].map((child) => child.kill('SIGKILL')));
  await once(liar.stdout, 'data');
  t.true(await (await findSandboxes()).find((one) => one.label === label)?.end());
  t.is(victim.signalCode, null);
  t.true(victim.kill(0));
});
