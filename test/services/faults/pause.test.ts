import assert from 'node:assert/strict';
import test from 'ava';
import { askServer } from '../../support/cluster/ask-server.ts';
import { running } from '../../support/cluster/meanwhile/pause.ts';
import { survives, useCluster } from '../../support/cluster/use-cluster.ts';
import { eventually } from '../../support/eventually.ts';

test.serial('pause: one whose server died before it told the workers holds, and things go on after it', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster } = used;
  const [server] = cluster.servers();
  assert.ok(server);
  await server.start('pause.committed:kill:1');
  await survives(t, cluster, async () => {
    await eventually(async () => assert.ok((await running(cluster)) > 0), { timeoutMs: 60_000 });
    const pause = askServer(server.home, 'POST', '/api/organization/pause');
    await t.throwsAsync(pause, undefined, 'it dies before it answers');
    await eventually(async () => assert.equal(await running(cluster), 0), { timeoutMs: 30_000 });
    await eventually(async () => assert.ok(await resumes(server.home)), { timeoutMs: 60_000 });
  });
  t.is(cluster.strikes().length, 1);
});

async function resumes(home: string): Promise<boolean> {
  return (await askServer(home, 'POST', '/api/organization/resume')).status === 200;
}
