import { readEvents } from '../store/operations/events/read-events.ts';
import type { Scope } from '../store/scope.ts';
import type { Store } from '../store/store.ts';
import type { Bus } from '../events/bus.ts';
import { Doorbell } from '../events/doorbell.ts';
import type { ProjectEvent } from '../events/event.ts';

/** Followers of projects, woken by whichever process adds events. */
export interface EventFeed {
  /** Every event of the project after seq `since`, each once and in order, until the signal aborts. */
  subscribe(scope: Scope, projectId: string, since: number, signal: AbortSignal): AsyncIterable<ProjectEvent>;
}

const batchSize = 500;

/** The bus only wakes: followers read events from the store, so that nothing is missed or doubled. */
export function createEventFeed(store: Store, bus: Bus): EventFeed {
  const doorbells = new Map<string, Set<Doorbell>>();

  const notify = (projectId: string): void => {
    for (const bell of doorbells.get(projectId) ?? []) bell.ring();
  };

  async function* subscribe(scope: Scope, projectId: string, since: number, signal: AbortSignal) {
    const bell = new Doorbell();
    const leave = join(doorbells, projectId, bell);
    const stop = (): void => bell.ring();
    signal.addEventListener('abort', stop);
    try {
      let last = since;
      while (!signal.aborted) {
        const range = { projectId, since: last, limit: batchSize };
        const events = await store.transaction((tx) => readEvents(tx, scope, range));
        yield* events;
        last = events.at(-1)?.seq ?? last;
        if (events.length === 0) await bell.rung();
      }
    } finally {
      signal.removeEventListener('abort', stop);
      leave();
    }
  }

  bus.subscribe((message) => {
    if (message.kind === 'events') notify(message.project);
  });
  bus.onGap(() => [...doorbells.keys()].forEach(notify));
  store.onCommit(({ events }) => events.forEach(notify));
  return { subscribe };
}

function join(doorbells: Map<string, Set<Doorbell>>, projectId: string, bell: Doorbell): () => void {
  const bells = doorbells.get(projectId) ?? new Set();
  doorbells.set(projectId, bells.add(bell));
  return () => {
    bells.delete(bell);
    if (bells.size === 0 && doorbells.get(projectId) === bells) doorbells.delete(projectId);
  };
}
