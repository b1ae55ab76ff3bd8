import type { Happening } from '../happening.ts';
import { assigningInvariants } from './assigning.ts';
import { endingInvariants } from './ending.ts';
import type { Ending, Invariant, Violation } from './invariant.ts';
import { movingInvariants } from './moving.ts';

/** What must hold in every simulation, whatever the rules say; all of it is always checked. */
export const invariants: readonly Invariant[] = [...movingInvariants, ...assigningInvariants, ...endingInvariants];

export interface WatchOfAll {
  see(happening: Happening): void;
  /** The violations, in the order of their time. */
  end(ending: Ending): readonly Violation[];
}

/** Watches one simulation for all invariants. */
export function watchAll(seed: number): WatchOfAll {
  const watches = invariants.map(({ name, watch }) => ({ invariant: name, watch: watch() }));
  const violations: Violation[] = [];
  return {
    see(happening) {
      const { at, project } = happening;
      for (const { invariant, watch } of watches) {
        const message = watch.see(happening);
        if (message !== undefined) violations.push({ invariant, seed, at, project, message });
      }
    },
    end(ending) {
      const left = watches.flatMap(({ invariant, watch }) =>
        (watch.end?.(ending) ?? []).map((breach) => ({ ...breach, invariant, seed })),
      );
      return [...violations, ...left].toSorted((a, b) => a.at - b.at);
    },
  };
}
