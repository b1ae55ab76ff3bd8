import { AsyncResource } from 'node:async_hooks';
import { MaiosError } from '../errors/maios-error.ts';
import { type Priority, priorities, type RunJob, type RunQueue, type WorkOptions } from './queue.ts';
import { jobId } from './run-message.ts';
import { createRunningJobs, type Handler } from './running-jobs.ts';

/**
 * The queue of a system that is one process. Jobs wait in memory, first in first out within their priority, and are lost
 * with the process, which the port allows: the runs themselves are in the database. A job is delivered once, so none is dead.
 */
export function createInProcessQueue(): RunQueue {
  const waiting = new Map<Priority, Map<string, RunJob>>(priorities.map((priority) => [priority, new Map()]));
  const running = createRunningJobs();
  let worker: { readonly handler: Handler; readonly options: WorkOptions } | undefined;
  let closed = false;

  // Whoever sends may be inside of a transaction; a handler that began in its async context would count as a part of it.
  const pump = AsyncResource.bind((): void => {
    while (worker !== undefined && !closed && running.count < worker.options.concurrency) {
      const next = takeNext(waiting);
      if (next === undefined) return;
      void running.run(next, worker.handler, worker.options.onError).then(pump);
    }
  });

  const isKnown = (id: string): boolean => running.has(id) || [...waiting.values()].some((line) => line.has(id));

  return {
    async send(jobs) {
      for (const { priority, ...job } of jobs) {
        const id = jobId(job);
        if (!closed && !isKnown(id)) waiting.get(priority)?.set(id, job);
      }
      pump();
    },
    work(handler, options) {
      if (worker !== undefined) throw new MaiosError('INTERNAL', 'expected one handler for the queue, found a second');
      worker = { handler, options };
      pump();
    },
    async stop(runId, reason) {
      for (const line of waiting.values()) {
        for (const [id, job] of line) if (job.runId === runId) line.delete(id);
      }
      running.abort(runId, reason);
    },
    waiting: async () => [...waiting.values()].reduce((sum, line) => sum + line.size, 0),
    async drain(graceMs) {
      closed = true;
      const timer = setTimeout(running.abortAll, graceMs);
      await running.allDone();
      clearTimeout(timer);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const line of waiting.values()) line.clear();
      running.abortAll();
      await running.allDone();
    },
  };
}

function takeNext(waiting: ReadonlyMap<Priority, Map<string, RunJob>>): RunJob | undefined {
  for (const line of waiting.values()) {
    const next = line.entries().next().value;
    if (next === undefined) continue;
    line.delete(next[0]);
    return next[1];
  }
  return undefined;
}
