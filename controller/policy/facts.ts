import type { Stage } from '../catalog/kinds/rule-set.ts';

export type FactValue = string | number | boolean | null | readonly FactValue[] | { readonly [key: string]: FactValue };

/** One fact that rules of a stage may look at. */
export interface FactDefinition {
  readonly type: 'string' | 'number' | 'boolean' | 'list' | 'object';
  readonly nullable: boolean;
  readonly meaning: string;
  readonly unit?: string;
  /** The only values that a string can have. */
  readonly values?: readonly string[];
  /** How the value follows the clock by itself: its units a millisecond; absent for one that only events change. */
  readonly perMs?: number;
  /** A flag of the same stage: the value follows the clock only while it is true. */
  readonly movesWhile?: string;
  /** It never becomes less, and a flag never false again: nothing that happens takes back what it counts. */
  readonly grows?: true;
  /** A fact of the same stage with which this one is counted anew: it only grows while that one stays. */
  readonly anewWith?: string;
  /** Kept by the rules themselves: in every snapshot, and not for conditions to look at. */
  readonly reserved?: true;
  /** What a rule test starts from when it does not say. */
  readonly sample: FactValue;
}

export type FactTable = Readonly<Record<string, FactDefinition>>;

/** A frozen, total snapshot: every fact of the stage is there, unknown is null. */
export type Facts = Readonly<Record<string, FactValue>>;

export type FactRegistry = Readonly<Record<Stage, FactTable>>;
