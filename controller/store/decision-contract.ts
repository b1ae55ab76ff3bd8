import type { FactValue, Facts } from '../policy/facts.ts';
import type { LostBy } from '../policy/rank-scored.ts';
import type { Hit } from '../policy/verdict.ts';

/** A JSON object as it is stored. */
export interface JsonObject {
  readonly [key: string]: FactValue;
}

/** One row of the table of candidates that a delegation recorded: the chosen, the losing and the excluded. */
export interface Candidate {
  readonly agent: string;
  /** Why it was left out: by the hard filter, by rules that cannot be judged, or `busy`; null for the others. */
  readonly excluded: string | null;
  readonly score: number | null;
  /** Absent for the best one, and for those that were left out; the decisions of older versions do not have it. */
  readonly lostBy?: LostBy;
  /** What it would be with the rules in shadow enforced; present only where these make a difference. */
  readonly shadowScore?: number;
  readonly hits: readonly Hit[];
  readonly facts: Facts | null;
}

/** One thing that a decision wanted done, as it is recorded: plain data, whatever else it carries. */
export interface RecordedIntent {
  readonly do: string;
}

/** A run's own chain of permission decisions, joined to the project's chain when the run ends. */
export interface ChainJoin {
  readonly runId: string;
  readonly head: string;
}

/** sha256, in hex, of the parts of a decision that hold what people and agents wrote; the hash chain covers these. */
export interface DecisionDigests {
  readonly facts: string;
  readonly verdict: string;
  readonly candidates: string;
  readonly intents: string;
}
