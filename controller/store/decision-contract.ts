import { type FactValue, type Facts } from '../policy/facts.ts';
import { type Hit } from '../policy/verdict.ts';

/** A JSON object as it is stored. */
export interface JsonObject {
  readonly [key: string]: FactValue;
}

/** One row of the table of candidates that a delegation recorded: the chosen, the losing and the excluded. */
export interface Candidate {
  readonly agent: string;
  /** Why the hard filter left it out; null when it was scored. */
  readonly excluded: string | null;
  readonly score: number | null;
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
