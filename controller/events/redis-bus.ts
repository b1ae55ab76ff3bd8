import { connectRedis, redisTimeoutMs, type RedisConnection } from '../redis/connect-redis.ts';
import type { Bus, BusMessage } from './bus.ts';
import { readBusMessage } from './read-bus-message.ts';

export interface RedisBusOptions {
  readonly url: string;
  /** Begins the channel's name, so that several systems can share a Redis. */
  readonly prefix: string;
  readonly onFault: (error: unknown) => void;
}

/** How often the listening connection is asked whether it still hears, in milliseconds. */
const probeMs = 2000;

/**
 * The bus of several processes: one channel of Redis. Every process hears its own messages from there too, each once, so
 * that there is one way for all of them. A connection that was lost, or is silent when asked, is made anew. Each time that it
 * begins to hear, the first one too, there was a gap.
 */
export function createRedisBus({ url, prefix, onFault }: RedisBusOptions): Bus {
  const channel = `${prefix}:bus`;
  const speaking = connectRedis({ url, name: 'bus', onFault });
  // The other connection tells what is wrong: one outage is one fault.
  const hearing = connectRedis({ url, name: 'bus-listener', onFault: () => undefined });
  const listeners = new Set<(message: BusMessage) => void>();
  const gapListeners = new Set<() => void>();

  const hear = async (): Promise<void> => {
    await hearing.subscribe(channel);
    for (const listener of gapListeners) listener();
  };
  hearing.on('ready', () => void hear().catch(() => hearing.disconnect(true)));
  hearing.on('message', (_channel: string, text: string) => {
    const message = readBusMessage(text);
    if (message === undefined) return;
    for (const listener of listeners) listener(message);
  });
  const probing = setInterval(() => void probe(hearing), probeMs).unref();

  return {
    publish(message) {
      void speaking.publish(channel, JSON.stringify(message)).catch(() => undefined);
    },
    subscribe: (listener) => added(listeners, listener),
    onGap: (listener) => added(gapListeners, listener),
    async [Symbol.asyncDispose]() {
      clearInterval(probing);
      listeners.clear();
      gapListeners.clear();
      await quit(speaking);
      hearing.disconnect();
    },
  };
}

// A half-open connection gives no error, and a connection that only listens never finds out by itself.
async function probe(hearing: RedisConnection): Promise<void> {
  if (hearing.status !== 'ready') return;
  try {
    await hearing.ping();
  } catch {
    hearing.disconnect(true);
  }
}

// What was published just before the end is sent, when Redis is there to take it.
async function quit(redis: RedisConnection): Promise<void> {
  const timer = setTimeout(() => redis.disconnect(), redisTimeoutMs);
  await redis.quit().catch(() => redis.disconnect());
  clearTimeout(timer);
}

function added<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
