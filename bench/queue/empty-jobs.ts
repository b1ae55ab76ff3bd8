import BeeQueue from 'bee-queue';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { createBeeQueue } from '../../controller/queue/bee/bee-queue.ts';

export interface Load {
  readonly url: string;
  readonly prefix: string;
  readonly jobs: number;
  readonly concurrency: number;
}

const batch = 1000;

/** Jobs a second from the first one sent to the last one ended, through the queue port. */
export async function throughPort({ url, prefix, jobs, concurrency }: Load): Promise<number> {
  const bus = createInProcessBus();
  const queue = createBeeQueue({ url, prefix, bus, onFault: fail });
  const counted = countTo(jobs);
  // Connected before the time begins.
  await queue.waiting();
  const started = performance.now();
  queue.work(async () => counted.one(), {
    concurrency,
    maxDeliveries: 5,
    onError: fail,
    onDead: async () => fail('dead'),
  });
  for (let from = 0; from < jobs; from += batch) {
    const ids = Array.from({ length: Math.min(batch, jobs - from) }, (_, index) => `run-${from + index}`);
    await queue.send(ids.map((runId) => ({ runId, epoch: 1, priority: 'normal' })));
  }
  await counted.all;
  const perS = jobs / ((performance.now() - started) / 1000);
  await queue[Symbol.asyncDispose]();
  return perS;
}

/** The same through bee-queue as it is, with the same options and messages of the same size. */
export async function throughBee({ url, prefix, jobs, concurrency }: Load): Promise<number> {
  const queue = new BeeQueue('raw', {
    prefix,
    redis: { host: new URL(url).hostname, port: Number(new URL(url).port) },
    getEvents: false,
    sendEvents: false,
    storeJobs: false,
    removeOnSuccess: true,
  });
  queue.on('error', fail);
  const counted = countTo(jobs);
  await queue.ready();
  const started = performance.now();
  queue.process(concurrency, async () => counted.one());
  for (let from = 0; from < jobs; from += batch) {
    const ids = Array.from({ length: Math.min(batch, jobs - from) }, (_, index) => `run-${from + index}`);
    await queue.saveAll(ids.map((runId) => queue.createJob(messageOf(runId)).setId(`${runId}.1`)));
  }
  await counted.all;
  const perS = jobs / ((performance.now() - started) / 1000);
  await queue.close();
  return perS;
}

function messageOf(runId: string): object {
  return { v: 1, runId, epoch: 1, priority: 'normal', stalls: 0 };
}

function countTo(jobs: number): { readonly all: Promise<void>; one(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  return { all: promise, one: () => void ((count += 1) === jobs && resolve()) };
}

function fail(error: unknown): never {
  throw error instanceof Error ? error : new Error(String(error));
}
