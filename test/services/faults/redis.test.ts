import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { survives, useCluster } from '../../support/cluster/use-cluster.ts';

test.serial('redis: killed in the middle and started again empty, it costs latency alone', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster, redis } = used;
  await survives(t, cluster, async () => {
    await wait(1500);
    await redis.kill();
    await wait(3000);
    await redis.start({ empty: true });
  });
  t.deepEqual(cluster.exits(), [], 'no process ended for it');
});

test.serial('redis: emptied again and again in the middle, it costs latency alone', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster, redis } = used;
  await survives(t, cluster, async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      await wait(500);
      await flush(redis.port);
    }
  });
  t.deepEqual(cluster.exits(), [], 'no process ended for it');
});

async function flush(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('FLUSHALL\r\nSCRIPT FLUSH\r\n');
  await once(socket, 'data');
  socket.destroy();
}
