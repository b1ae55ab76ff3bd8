import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { eventually } from '../../support/eventually.ts';
import { askServer } from '../../support/cluster/ask-server.ts';
import type { Cluster } from '../../support/cluster/cluster.ts';
import { poison } from '../../support/cluster/meanwhile/poison.ts';
import { survives, useCluster } from '../../support/cluster/use-cluster.ts';

test.serial('worker: one whose event loop is blocked for longer than its lease harms nothing', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster } = used;
  const workers = cluster.members.filter(({ kind }) => kind === 'worker');
  for (const worker of workers) await worker.start('run.answered:block-5000:3');
  await survives(t, cluster, () => Promise.resolve());
  t.true(cluster.strikes().some(({ action }) => action === 'block-5000' || action === 'block'));
});

test.serial('worker: a run that ends each of its workers becomes a dead letter, and others go on', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster } = used;
  const poisoned = poison(cluster);
  await survives(t, cluster, () => Promise.resolve());
  const { failure, recoveries } = await poisoned;
  t.is(failure, 'worker-lost');
  t.is(recoveries, 3);
});

test.serial('worker: a leader that dies when it ends a dead letter has ended it once', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster } = used;
  for (const member of cluster.members.filter(({ kind }) => kind !== 'worker')) await member.start('dead.ended:kill:1');
  const poisoned = poison(cluster);
  await survives(t, cluster, () => Promise.resolve());
  t.like(await poisoned, { failure: 'worker-lost', recoveries: 3, ends: 1 });
  t.true(cluster.strikes().some(({ point }) => point === 'dead.ended'));
});

test.serial('worker: jobs that are delivered again and again are done once', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster } = used;
  await survives(t, cluster, () => repeatJobs(cluster));
});

// Every run of the database is put into the outbox again, as if its committer had died before it let go of the message.
async function repeatJobs({ store }: Cluster): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) {
    await store.transaction((tx) =>
      tx.query(
        `INSERT INTO outbox (id, organization_id, topic, payload, created_at)
         SELECT gen_random_uuid(), organization_id, 'run',
           jsonb_build_object('v', 1, 'runId', id, 'epoch', greatest(1, epoch - (random() * 2)::int), 'priority', 'normal'),
           now() - interval '1 minute'
         FROM runs`,
      ),
    );
    await wait(300);
  }
}

test.serial('answers: of two to one question, the first counts and the second is told so or is a note', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t, { members: ['server', 'server', 'worker', 'worker'] });
  if (used === undefined) return;
  const { cluster } = used;
  await survives(
    t,
    cluster,
    async () => {
      const id = await eventually(() => questionOf(cluster), { timeoutMs: 60_000 });
      const sent = cluster
        .servers()
        .flatMap(({ home }) => [
          askServer(home, 'POST', `/api/projects/${id}/input`, { text: 'approve' }),
          askServer(home, 'POST', `/api/projects/${id}/input`, { text: 'approve' }),
        ]);
      const statuses = (await Promise.all(sent)).map(({ status }) => status);
      t.true(
        statuses.every((status) => status === 200 || status === 409),
        statuses.join(', '),
      );
      const answered = await cluster.store.transaction((tx) =>
        tx.query<{ count: number }[]>(
          `SELECT count(*)::int AS count FROM events WHERE project_id = $1 AND type = 'Answered' AND data ->> 'subject' = 'third'`,
          [id],
        ),
      );
      t.deepEqual(answered, [{ count: 1 }]);
    },
    1,
  );
});

async function questionOf({ store }: Cluster): Promise<string> {
  const rows = await store.transaction((tx) =>
    tx.query<{ project_id: string }[]>(`SELECT project_id FROM escalations WHERE state = 'open' AND action = 'person'`),
  );
  const id = rows[0]?.project_id;
  if (id === undefined) throw new Error('expected a question, found none');
  return id;
}
