import type { Config } from '../config/config.ts';
import { createInProcessBus } from '../events/in-process-bus.ts';
import { createInProcessEphemeral } from '../memory/in-process-ephemeral.ts';
import { createInProcessQueue } from '../queue/in-process-queue.ts';
import type { Links, Opening } from './links.ts';

/** Within this process where there is no Redis; over the one that all processes share where there is. */
export async function openLinks(
  parts: AsyncDisposableStack,
  { redisUrl: url, redisPrefix: prefix }: Config,
  opening: Opening,
): Promise<Links> {
  if (url === undefined) {
    const bus = parts.use(createInProcessBus());
    const ephemeral = parts.use(createInProcessEphemeral());
    return { bus, queue: parts.use(createInProcessQueue()), ephemeral, pingRedis: undefined };
  }
  const { openRedisLinks } = await import('./redis-links.ts');
  return openRedisLinks(parts, { url, prefix }, opening);
}
