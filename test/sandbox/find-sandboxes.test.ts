import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { bubblewrapDriver } from '../../controller/sandbox/bubblewrap.ts';
import { whyNot } from '../../controller/sandbox/choose-driver.ts';
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

test('find sandboxes: ending a plain process that was found ends what runs in it', async (t) => {
  const worktree = await mkdtemp(join(tmpdir(), 'maios-find-'));
  t.teardown(() => rm(worktree, { recursive: true, force: true }));
  const label = `${worktree.slice(-6)}.8`;
  const sandbox = await plainProcessDriver.start({ worktree, label, network: false });
  t.teardown(() => sandbox[Symbol.asyncDispose]());
  const running = sandbox.exec(['sh', '-c', 'echo $$ > pid; sleep 60'], { timeoutMs: 60_000, maxOutputBytes: 100 });
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
