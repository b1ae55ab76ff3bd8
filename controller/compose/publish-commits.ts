import { type Bus, type BusMessage } from '../events/bus.ts';
import { type Store, type Told } from '../store/store.ts';

/**
 * Tells every process what this one commits. What several commits of one turn of the event loop have to tell alike is
 * told once. Returns how to stop it.
 */
export function publishCommits(store: Store, bus: Bus): () => void {
  let waiting = new Map<string, BusMessage>();
  const flush = (): void => {
    const messages = waiting;
    waiting = new Map();
    for (const message of messages.values()) bus.publish(message);
  };
  return store.onCommit((told) => {
    if (waiting.size === 0) setImmediate(flush);
    for (const message of messagesOf(told)) waiting.set(JSON.stringify(message), message);
  });
}

function messagesOf({ events, changed, freed }: Told): readonly BusMessage[] {
  return [
    ...[...changed].map((project) => ({ v: 1, kind: 'changed', project }) as const),
    ...[...freed].map((agent) => ({ v: 1, kind: 'freed', agent }) as const),
    ...[...events].map((project) => ({ v: 1, kind: 'events', project }) as const),
  ];
}
