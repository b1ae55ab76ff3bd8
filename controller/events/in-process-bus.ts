import type { Bus, BusMessage } from './bus.ts';

/** The bus of a system that is one process: everybody hears at once, and nothing is ever lost. */
export function createInProcessBus(): Bus {
  const listeners = new Set<(message: BusMessage) => void>();
  return {
    publish(message) {
      for (const listener of listeners) listener(message);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onGap: () => () => undefined,
    async [Symbol.asyncDispose]() {
      listeners.clear();
    },
  };
}
