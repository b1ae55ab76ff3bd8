import type { Bus, BusMessage } from '../events/bus.ts';
import type { Store, Told } from '../store/store.ts';

/** People who look on do not see the difference; a run has written several events within it. */
const gatherMs = 20;

/**
 * Tells every process what this one commits. What several commits of one turn of the event loop have to tell alike is
 * told once; that there are new events, which only lookers-on wait for, once in a little while. What changed and what came
 * free is for whoever leads: a leader hears it from its own store at once, and would look at everything twice if it were
 * told once more. Returns how to stop it.
 */
export function publishCommits(store: Store, bus: Bus, leads: () => boolean): () => void {
  const soon = gather(bus, (flush) => setImmediate(flush));
  const later = gather(bus, (flush) => setTimeout(flush, gatherMs).unref());
  const stop = store.onCommit((told) => {
    for (const message of wakesOf(leads() ? { ...told, ...nothingToWake } : told)) soon.add(message);
    for (const project of told.events) later.add({ v: 1, kind: 'events', project });
  });
  return () => {
    stop();
    soon.flush();
    later.flush();
  };
}

interface Gathering {
  add(message: BusMessage): void;
  flush(): void;
}

function gather(bus: Bus, arm: (flush: () => void) => unknown): Gathering {
  let waiting = new Map<string, BusMessage>();
  const flush = (): void => {
    const messages = waiting;
    waiting = new Map();
    for (const message of messages.values()) bus.publish(message);
  };
  return {
    add(message) {
      if (waiting.size === 0) arm(flush);
      waiting.set(JSON.stringify(message), message);
    },
    flush,
  };
}

const nothingToWake = { changed: new Set<string>(), freed: new Set<string>() };

function wakesOf({ changed, freed }: Told): readonly BusMessage[] {
  return [
    ...[...changed].map((project) => ({ v: 1, kind: 'changed', project }) as const),
    ...[...freed].map((agent) => ({ v: 1, kind: 'freed', agent }) as const),
  ];
}
