import { mkdtemp, readdir, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { plainProcessDriver } from '../../controller/sandbox/plain-process.ts';
import { eventually } from '../support/eventually.ts';
import { execContract } from './exec.contract.ts';
import { filesContract } from './files.contract.ts';
import { sh } from './open-sandbox.ts';

filesContract(test.serial, plainProcessDriver);
execContract(test.serial, plainProcessDriver, {
  module: new URL('../../controller/sandbox/plain-process.ts', import.meta.url).href,
  exported: 'plainProcessDriver',
});

test.serial('process: its temporary folder goes with it', async (t) => {
  const worktree = await mkdtemp(join(tmpdir(), 'maios-plain-'));
  t.teardown(() => rm(worktree, { recursive: true, force: true }));
  const sandbox = await plainProcessDriver.start({ worktree, label: 'home.1', network: false });
  const { stdout } = await sh(sandbox, 'touch "$HOME/x"; printf %s "$HOME"');
  t.true((await stat(stdout)).isDirectory());
  await sandbox[Symbol.asyncDispose]();
  await t.throwsAsync(stat(stdout), { code: 'ENOENT' });
});

// In a session of its own, as a service would be: it starts the next one while the one before is being ended.
const multiplying = `setsid sh -c 'echo > started; while :; do sleep 5 & done' & sleep 60`;

test.serial('process: closing it ends also what starts others all the while', async (t) => {
  for (let round = 1; round <= 3; round += 1) {
    const worktree = await mkdtemp(join(tmpdir(), 'maios-plain-'));
    t.teardown(() => rm(worktree, { recursive: true, force: true }));
    const sandbox = await plainProcessDriver.start({ worktree, label: `bomb.${round}`, network: false });
    const running = t.throwsAsync(sh(sandbox, multiplying), { code: 'SANDBOX_UNAVAILABLE' });
    await eventually(() => stat(join(worktree, 'started')));
    await sandbox[Symbol.asyncDispose]();
    await running;
    await eventually(
      async () => {
        const left = await workingIn(worktree);
        if (left.length > 0) throw new Error(`expected nothing to run, found ${left.join(', ')}`);
      },
      { timeoutMs: 2000 },
    );
  }
});

async function workingIn(folder: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_pid, index) => folders[index] === folder);
}
