/**
 * Empty jobs through pg-boss: how many a second from a full queue, and how long one takes from `send` to its start when the
 * queue is empty. Prints `{ perS, startP50Ms }`.
 *
 *   node pg-boss-dispatch.js URL JOBS CONCURRENCY
 */
import { PgBoss } from 'pg-boss';
import { measureDispatch } from './measure-dispatch.js';

const [url, jobs, concurrency] = process.argv.slice(2);
const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, useListenNotify: true });
boss.on('error', console.error);
await boss.start();
await boss.createQueue('empty', { notify: true });

await measureDispatch(Number(jobs), {
  fill: (ids) =>
    boss.insert(
      'empty',
      ids.map((id) => ({ data: { id } })),
    ),
  send: (id) => boss.send('empty', { id }),
  // As quick as its documentation makes it: batches without rest while they come back full.
  work: (onJob) =>
    boss.work(
      'empty',
      { batchSize: Number(concurrency), burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
      async (batch) => batch.forEach((job) => onJob(job.data.id)),
    ),
});
await boss.stop({ graceful: false });
process.exit(0);
