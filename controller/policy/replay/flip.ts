import type { Place } from '../../errors/maios-error.ts';
import type { At } from '../conditions/condition.ts';
import type { Witness } from '../conditions/judge-condition.ts';
import type { Outcome } from './outcome.ts';
import type { RuleChange } from './changed-rules.ts';

/** A changed rule over the facts of one decision, under one of the two rule sets. */
export interface RuleSide {
  readonly holds: boolean;
  /** Where that comparison is written, or what is around it: keys and indices below the spec. */
  readonly at: At;
  /** The same in a file, where one is known. */
  readonly place?: Place;
  /** The comparison that settled it, with the values that it met. */
  readonly comparison?: Witness;
  /** Why it could not be judged; it counts as not true. */
  readonly fault?: string;
}

/** The changed rule that made an outcome another one. */
export interface RuleCause {
  readonly rule: string;
  readonly change: RuleChange;
  /** The parts of it that differ: `conditions`, `priority`, … */
  readonly parts: readonly string[];
  /** Absent where the rule is not there. */
  readonly was?: RuleSide;
  readonly now?: RuleSide;
}

/** What a candidate's score was made of where that differs; null: the rule was not true. */
export interface ScoreCause {
  readonly agent: string;
  readonly was: number;
  readonly now: number;
  readonly rules: readonly { readonly rule: string; readonly was: number | null; readonly now: number | null }[];
}

/** A decision that would have been another one. */
export interface Flip {
  readonly decision: string;
  readonly project: string;
  readonly projectId: string;
  readonly subject: string;
  readonly at: number;
  readonly phase: string | null;
  /** Of whom the decision speaks; null where it is about nobody. */
  readonly agent: string | null;
  readonly from: Outcome;
  readonly to: Outcome;
  readonly rules: readonly RuleCause[];
  /** Scoring only: the two agents. */
  readonly scores?: readonly ScoreCause[];
  /** An earlier decision of its project flips already, so that these facts would not have come about like this. */
  readonly counterfactual: boolean;
}
