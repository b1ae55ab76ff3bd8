import { type Bus, type BusMessage } from '../events/bus.ts';
import { type Store, type Told } from '../store/store.ts';

/**
 * Tells every process what this one commits. What several commits of one turn of the event loop have to tell alike is
 * told once. What changed and what came free is for whoever leads: a leader hears it from its own store at once, and would
 * look at everything twice if it were told once more. Returns how to stop it.
 */
export function publishCommits(store: Store, bus: Bus, leads: () => boolean): () => void {
  let waiting = new Map<string, BusMessage>();
  const flush = (): void => {
    const messages = waiting;
    waiting = new Map();
    for (const message of messages.values()) bus.publish(message);
  };
  const add = (message: BusMessage): void => {
    if (waiting.size === 0) setImmediate(flush);
    waiting.set(JSON.stringify(message), message);
  };
  return store.onCommit((told) => {
    for (const message of messagesOf(leads() ? { ...told, ...nothingToWake } : told)) add(message);
  });
}

const nothingToWake = { changed: new Set<string>(), freed: new Set<string>() };

function messagesOf({ events, changed, freed }: Told): readonly BusMessage[] {
  return [
    ...[...changed].map((project) => ({ v: 1, kind: 'changed', project }) as const),
    ...[...freed].map((agent) => ({ v: 1, kind: 'freed', agent }) as const),
    ...[...events].map((project) => ({ v: 1, kind: 'events', project }) as const),
  ];
}
