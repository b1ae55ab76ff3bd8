import { type Config } from '../config/config.ts';
import { type Bus } from '../events/bus.ts';
import { createInProcessBus } from '../events/in-process-bus.ts';
import { createInProcessQueue } from '../queue/in-process-queue.ts';
import { type RunQueue } from '../queue/queue.ts';

/** What connects the processes of a system: each only wakes, and may lose what is in it. */
export interface Links {
  readonly bus: Bus;
  readonly queue: RunQueue;
}

/** Within this process, or over the Redis that all of them share. */
export function openLinks(parts: AsyncDisposableStack, _config: Config): Links {
  return { bus: parts.use(createInProcessBus()), queue: parts.use(createInProcessQueue()) };
}
