import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { survives, useCluster } from '../../support/cluster/use-cluster.ts';
import type { Cluster } from '../../support/cluster/cluster.ts';
import type { Member } from '../../support/cluster/member.ts';
import { eventually } from '../../support/eventually.ts';

test.serial('frozen: a worker that is stopped for longer than its lease, and goes on, harms nothing', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster } = used;
  await survives(t, cluster, async () => {
    const worker = await busyWorker(cluster);
    worker.signal('SIGSTOP');
    // Longer than the lease: what it did is being done elsewhere when it wakes.
    await wait(5000);
    worker.signal('SIGCONT');
  });
});

test.serial('frozen: a leader that is stopped is replaced, and does nothing when it goes on', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t, { members: ['beat', 'server', 'worker'] });
  if (used === undefined) return;
  const { cluster } = used;
  let before = 0;
  await survives(t, cluster, async () => {
    await eventually(async () => assert.ok(await runningRun(cluster)), { timeoutMs: 60_000 });
    const leader = await leaderOf(cluster);
    before = await epochOf(cluster);
    leader.signal('SIGSTOP');
    await eventually(async () => assert.ok((await epochOf(cluster)) > before), { timeoutMs: 90_000 });
    leader.signal('SIGCONT');
  });
  t.true((await epochOf(cluster)) > before, 'another one led');
});

async function runningRun({ store }: Cluster): Promise<string | undefined> {
  const rows = await store.transaction((tx) =>
    tx.query<{ owner: string }[]>(`SELECT lease_owner AS owner FROM runs WHERE state = 'running' LIMIT 1`),
  );
  return rows[0]?.owner;
}

async function busyWorker(cluster: Cluster): Promise<Member> {
  return eventually(async () => {
    const owner = await runningRun(cluster);
    const found = cluster.members.find((member) => owner?.includes(String(member.pid())) === true);
    if (found === undefined) throw new Error(`expected a worker that works, found ${owner}`);
    return found;
  });
}

async function leaseOf({ store }: Cluster): Promise<{ readonly owner: string; readonly epoch: number } | undefined> {
  const rows = await store.transaction((tx) =>
    tx.query<{ owner: string; epoch: number }[]>(`SELECT owner, epoch::int AS epoch FROM leases WHERE name = 'leader'`),
  );
  return rows[0];
}

async function epochOf(cluster: Cluster): Promise<number> {
  return (await leaseOf(cluster))?.epoch ?? 0;
}

async function leaderOf(cluster: Cluster): Promise<Member> {
  const lease = await leaseOf(cluster);
  const found = cluster.members.find((member) => lease?.owner.includes(String(member.pid())) === true);
  if (found === undefined) throw new Error(`expected one of the processes to lead, found ${lease?.owner}`);
  return found;
}
