import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { plainProcessDriver } from '../../controller/sandbox/plain-process.ts';
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
