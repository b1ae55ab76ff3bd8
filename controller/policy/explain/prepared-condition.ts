import type { Facts } from '../facts.ts';
import type { ExplainedComparison, ExplainedCondition } from './explained-condition.ts';

/** Where a condition is written. */
export type Head = Pick<ExplainedCondition, 'at' | 'place'>;

/** A condition made ready to be explained over many facts. */
export interface PreparedCondition {
  /** What became of it and of everything in it. */
  readonly explain: (facts: Facts) => ExplainedCondition;
  /** What is shown of it where it was not evaluated; the same object every time. */
  readonly skipped: ExplainedCondition;
  /**
   * The fewest comparisons that would have to come out otherwise for it to be `wanted`, in the order as written; none
   * when it is. Says what a rule lacks, and ranks rules by how near they came.
   */
  readonly lacking: (facts: Facts, wanted: boolean) => readonly ExplainedComparison[];
  /** How many these are, told quickly; what a condition that is named twice lacks counts twice. */
  readonly distance: (facts: Facts, wanted: boolean) => number;
}
