import { spawnSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { makeFolder } from '../../support/maios.ts';
import { skip } from '../../support/services.ts';
import { survives, useCluster } from '../../support/cluster/use-cluster.ts';

test.serial('disk: full in the middle of the work and free again, it costs latency alone', async (t) => {
  t.timeout(400_000);
  const workspaces = join(await makeFolder(t), 'workspaces');
  await mkdir(workspaces);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', workspaces]).status === 0;
  if (!mounted) {
    skip(t, 'a file system can be mounted by root alone');
    return;
  }
  t.teardown(() => spawnSync('umount', ['-l', workspaces]));
  const used = await useCluster(t, { workspaces });
  if (used === undefined) return;
  await survives(t, used.cluster, async () => {
    await wait(1500);
    const ballast = join(workspaces, 'ballast');
    const { bavail, bsize } = await statfs(workspaces);
    await writeFile(ballast, Buffer.alloc(bavail * bsize - 4096)).catch(() => undefined);
    await wait(4000);
    await rm(ballast);
  });
});
