import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { plainProcessDriver } from '../../controller/sandbox/plain-process.ts';
import type { Sandbox } from '../../controller/sandbox/sandbox.ts';
import { makeFolder } from '../support/maios.ts';
import { limits, sh } from './open-sandbox.ts';

/** A sandbox on a disk of its own of so many MiB; undefined where none can be mounted. */
async function sandboxOnDisk(t: ExecutionContext, mib: number): Promise<Sandbox | undefined> {
  const disk = join(await makeFolder(t), 'disk');
  await mkdir(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', disk]).status !== 0) {
    t.log('skipped: mounting a small disk needs root');
    t.pass();
    return undefined;
  }
  t.teardown(() => spawnSync('umount', ['-l', disk]));
  const sandbox = await plainProcessDriver.start({ worktree: disk, label: 'disk.1', network: false });
  t.teardown(() => sandbox[Symbol.asyncDispose]());
  return sandbox;
}

const fill = (mib: number): string => `head -c ${mib}M /dev/zero > filled; sleep 20`;

test.serial('short of disk: what is stopped on a disk that was nearly full is nobody’s failure', async (t) => {
  const sandbox = await sandboxOnDisk(t, 300);
  if (sandbox === undefined) return;
  const message = /need 256 MiB free on the disk, found \d+ MiB/;
  await t.throwsAsync(sandbox.exec(['sh', '-c', fill(100)], limits), { code: 'DISK_FULL', message });
  t.is((await sh(sandbox, 'rm filled; echo gone')).stdout, 'gone\n', 'and it clears by itself');
});

test.serial('short of disk: a program that fills a disk with room is told that it did', async (t) => {
  const sandbox = await sandboxOnDisk(t, 700);
  if (sandbox === undefined) return;
  const { exitCode, stderr } = await sh(sandbox, fill(600));
  t.not(exitCode, 0);
  t.regex(stderr, /stopped: programs need 256 MiB free on the disk, found \d+ MiB/);
});
