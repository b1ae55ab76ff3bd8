import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { bubblewrapDriver } from '../../controller/sandbox/bubblewrap.ts';
import { whyNot } from '../../controller/sandbox/choose-driver.ts';
import { findSandboxes } from '../../controller/sandbox/find-sandboxes.ts';
import { plainProcessDriver } from '../../controller/sandbox/plain-process.ts';

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
