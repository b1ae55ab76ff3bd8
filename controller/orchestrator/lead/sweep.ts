import { takenSlots } from '../../store/operations/agents/taken-slots.ts';
import { openVersions } from '../../store/operations/projects/open-versions.ts';
import { runningWhileSuspended } from '../../store/operations/runs/running-while-suspended.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store } from '../../store/store.ts';
import type { CatalogKeeper } from '../in-force/catalog-keeper.ts';
import { quotaOf } from '../observe/limits.ts';
import type { WaitingLine } from '../loop/waiting-line.ts';

export interface SweepDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly keeper: CatalogKeeper;
  readonly line: WaitingLine;
  readonly wake: (projectIds: Iterable<string>) => void;
  readonly wakeKeptFor: (projectIds: Iterable<string>) => void;
}

/** Finds what nobody was told of, or what was told and got lost: it compares what is with what was looked at. */
export interface Sweep {
  look(): Promise<void>;
  /** This version of a project was looked at and brought to rest. */
  note(projectId: string, version: number): void;
}

/**
 * Reads the version of every open project, the runs that go on although they must not, and the agents with free slots
 * where somebody waits; writes nothing.
 */
export function createSweep({ store, scope, keeper, line, wake, wakeKeptFor }: SweepDependencies): Sweep {
  let known = new Map<string, number>();
  return {
    note(projectId, version) {
      known.set(projectId, version);
    },
    async look() {
      const open = await store.single(async (tx) => openVersions(tx, scope));
      const late = await store.single(async (tx) => runningWhileSuspended(tx, scope));
      const agents = line.size === 0 ? [] : await store.single(async (tx) => takenSlots(tx, scope));
      // One that was looked at since may be awake already; looking once more shows the same.
      wake(open.filter(({ id, version }) => (known.get(id) ?? -1) < version).map(({ id }) => id));
      wake(late);
      known = new Map(open.map(({ id, version }) => [id, Math.max(version, known.get(id) ?? 0)]));
      const quota = quotaOf({ catalog: keeper.current() }) ?? Number.POSITIVE_INFINITY;
      const room = quota - agents.reduce((sum, { active }) => sum + active, 0);
      for (const { name, capacity, active } of agents)
        wakeKeptFor(line.seenFree(name, Math.min(room, capacity - active)));
    },
  };
}
