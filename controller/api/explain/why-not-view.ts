import type { WantedExplanation } from '../../policy/explain/explain-wanted.ts';
import type { Phase } from '../../policy/phases.ts';
import type { Facts } from '../../policy/facts.ts';
import type { RulesSource } from '../../store/operations/views/why.ts';

/** What the legal moves say to a change of phase. */
export interface MoveView {
  readonly isLegal: boolean;
  /** What is expected of it, when it is not. */
  readonly message: string | null;
  /** The shortest way of legal moves from here, both ends included; null when there is none. */
  readonly way: readonly Phase[] | null;
}

/** Why something does not happen to a project or a task, or that it does. */
export interface WhyNotView {
  readonly project: string;
  readonly task: string | null;
  /** What was asked for: a phase, or what could be done about an escalation. */
  readonly stage: 'phase' | 'escalation';
  readonly to: string;
  /** The present phase, or what is done about the escalation. */
  readonly from: string | null;
  /** `happened`: it is so · `would-happen`: the rules say so now · `not-now`. */
  readonly answer: 'happened' | 'would-happen' | 'not-now';
  /** When the facts were so. */
  readonly at: string;
  /** The decision whose facts are explained, where it is not about now. */
  readonly decision: string | null;
  readonly ruleSet: string;
  readonly ruleSetDigest: string;
  readonly rulesFrom: RulesSource;
  readonly facts: Facts;
  /** Absent where the rules are missing. */
  readonly explanation?: WantedExplanation;
  /** Of phases alone. */
  readonly move: MoveView | null;
  /** Of a project: the tasks that have not ended. */
  readonly openTasks: readonly { readonly name: string; readonly phase: Phase }[];
}
