import type { Happening } from '../happening.ts';

/** What a simulation came to when it ended. */
export interface Ending {
  readonly at: number;
  /** Nothing more would have happened; else the time was up. */
  readonly atRest: boolean;
}

/** Something that must never happen, did. */
export interface Breach {
  readonly at: number;
  readonly project: string;
  readonly message: string;
}

/** Watches one simulation: what is wrong with each thing that happens, and with what is left at the end. */
export interface Watch {
  see(happening: Happening): string | undefined;
  end?(ending: Ending): readonly Breach[];
}

/** Something that must hold whatever the rules say. */
export interface Invariant {
  readonly name: string;
  /** For people: what holds. */
  readonly meaning: string;
  watch(): Watch;
}

/** A violated invariant, with all that is needed to see it again. */
export interface Violation extends Breach {
  readonly invariant: string;
  readonly seed: number;
}
