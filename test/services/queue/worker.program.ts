import { createRedisBus } from '../../../controller/events/redis-bus.ts';
import { createBeeQueue } from '../../../controller/queue/bee/bee-queue.ts';
import type { RunJob } from '../../../controller/queue/queue.ts';

// A worker process: says on stdout, one JSON line each, what befalls it. What it does with a job is said by the run's name.
const [url = '', prefix = '', stallMs = '1000'] = process.argv.slice(2);
const onFault = (error: unknown): void => say({ fault: String(error) });
const bus = createRedisBus({ url, prefix, onFault });
const queue = createBeeQueue({ url, prefix, bus, onFault, stallMs: Number(stallMs), watchMs: 200 });

const behaviours: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>> = {
  quick: async () => undefined,
  die: async () => void process.kill(process.pid, 'SIGKILL'),
  hold: async (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  block: async () => {
    const end = Date.now() + Number(stallMs) * 3;
    while (Date.now() < end);
  },
};

queue.work(
  async ({ runId, epoch }, signal) => {
    say({ start: `${runId}.${epoch}` });
    signal.addEventListener('abort', () => say({ abort: runId, reason: String(signal.reason) }));
    await behaviours[runId.split('-')[0] ?? '']?.(signal);
    say({ end: `${runId}.${epoch}` });
  },
  {
    concurrency: 2,
    maxDeliveries: 3,
    onError: (error) => say({ error: String(error) }),
    onDead: async ({ runId }: RunJob, deliveries) => say({ dead: runId, deliveries }),
  },
);
say({ ready: process.pid });

process.once('SIGTERM', () => {
  void queue.drain(60_000).then(async () => {
    await bus[Symbol.asyncDispose]();
    say({ drained: true });
  });
});

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
