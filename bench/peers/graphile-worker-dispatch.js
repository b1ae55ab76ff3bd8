/**
 * Empty jobs through graphile-worker: how many a second from a full queue, and how long one takes from `add` to its start when
 * the queue is empty. Prints `{ perS, startP50Ms }`.
 *
 *   node graphile-worker-dispatch.js URL JOBS CONCURRENCY
 */
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { measureDispatch } from './measure-dispatch.js';

const [url, jobs, concurrency] = process.argv.slice(2);
const logger = new Logger(() => () => undefined);
const utils = await makeWorkerUtils({ connectionString: url, logger });
await utils.migrate();
let runner;

await measureDispatch(Number(jobs), {
  fill: (ids) => utils.addJobs(ids.map((id) => ({ identifier: 'empty', payload: { id } }))),
  send: (id) => utils.addJob('empty', { id }),
  work: async (onJob) => {
    const taskList = { empty: async ({ id }) => onJob(id) };
    runner = await run({
      connectionString: url,
      concurrency: Number(concurrency),
      noHandleSignals: true,
      taskList,
      logger,
    });
  },
});
await runner?.stop();
await utils.release();
process.exit(0);
