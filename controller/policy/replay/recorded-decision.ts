import type { Facts } from '../facts.ts';

/** A decision as it was recorded, with what a replay needs of it. */
export interface RecordedDecision {
  readonly id: string;
  readonly projectId: string;
  readonly project: string;
  /** `project`, or the name of a task. */
  readonly subject: string;
  /** In which it was made; null for a call of a skill. */
  readonly phase: string | null;
  /** When it was committed, in ms since 1970; the decisions of one commit share it. */
  readonly at: number;
  /** Of the rule set that made it, in hex. */
  readonly digest: string;
  readonly facts: Facts;
  /** Scoring only: the table that was ranked, the excluded among it. */
  readonly candidates: readonly RecordedCandidate[] | null;
  /** Escalation only: what bounds the rules settled it, and not they: the action that was carried out is not theirs. */
  readonly bounded: boolean;
}

export interface RecordedCandidate {
  readonly agent: string;
  /** Why it could not be given the task; `busy`: it was ranked all the same. */
  readonly excluded: string | null;
  /** null for one that was not ranked. */
  readonly facts: Facts | null;
}
