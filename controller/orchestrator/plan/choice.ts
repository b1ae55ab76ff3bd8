import type { Facts } from '../../policy/facts.ts';
import type { Phase } from '../../policy/phases.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Candidate as CandidateRow } from '../../store/decision-contract.ts';
import type { Intent } from './intent.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import type { SubjectView } from '../observe/project-view.ts';

/** One decision to be recorded, with what it wants done. */
export interface Choice {
  readonly subject: SubjectView;
  readonly from: Phase;
  readonly to: Phase;
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly candidates?: readonly CandidateRow[];
  readonly intents: readonly Intent[];
  /** One line for people. */
  readonly text: string;
}

/** A subject that stays where it is, for its rules ask for what is not legal, or cannot be judged. */
export interface Stall {
  readonly subject: SubjectView;
  readonly error: MaiosError;
}

/** What the actions of one plan have used up, so that two tasks do not take one slot, and where they could not go on. */
export interface Ledger {
  /** Agents given a run in this plan, once for each run. */
  readonly taken: string[];
  /** Slots, by agent, that are kept for other projects which wait longer. */
  readonly kept: readonly string[];
  readonly stalls: Stall[];
  /** What the plan could not go on for: names of agents one of which is to come free, or `anySlot`. */
  readonly waitsFor: Set<string>;
}

/** The slots, by agent, that this plan must not take any more. */
export function notToBeHad({ taken, kept }: Ledger): readonly string[] {
  return [...kept, ...taken];
}
