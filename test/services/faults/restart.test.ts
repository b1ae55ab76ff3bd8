import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import test from 'ava';
import { survives, useCluster } from '../../support/cluster/use-cluster.ts';

const shell = promisify(execFile);

// It stops the server of DATABASE_URL under everybody: run alone, by whoever owns that server and says how it is done.
test('restart: a database that is stopped at once in the middle has everything that was committed', async (t) => {
  t.timeout(300_000);
  const stop = process.env['MAIOS_TEST_POSTGRES_STOP'] ?? '';
  const start = process.env['MAIOS_TEST_POSTGRES_START'] ?? '';
  if (stop === '' || start === '') {
    t.log('skipped: MAIOS_TEST_POSTGRES_STOP and MAIOS_TEST_POSTGRES_START are not set');
    t.pass();
    return;
  }
  const used = await useCluster(t);
  if (used === undefined) return;
  await survives(t, used.cluster, async () => {
    // Away for longer than the leases: more often than a run may lose its worker, and no worker dies.
    for (let turn = 0; turn < 4; turn += 1) {
      await wait(2000);
      await shell('sh', ['-c', stop]);
      await wait(3000);
      await shell('sh', ['-c', start]);
    }
  });
  t.deepEqual(used.cluster.exits(), [], 'no process ended for it');
});
