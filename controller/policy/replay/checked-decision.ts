import type { Facts } from '../facts.ts';
import type { Hit, Verdict } from '../verdict.ts';

/** A decision as it was recorded, with what a check of it needs. */
export interface CheckedDecision {
  readonly id: string;
  readonly projectId: string;
  readonly subject: string;
  readonly ruleSet: string;
  /** Of the rule set that made it, in hex. */
  readonly digest: string;
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly candidates: readonly CheckedCandidate[] | null;
}

export interface CheckedCandidate {
  readonly agent: string;
  /** null: it was not scored. */
  readonly score: number | null;
  readonly hits: readonly Hit[];
  readonly facts: Facts | null;
}

/** A decision that does not follow from its rules and facts, or on which two evaluators do not agree. */
export interface RulesDifference {
  readonly decision: string;
  readonly projectId: string;
  readonly subject: string;
  readonly ruleSet: string;
  /** `verdict`: what is recorded is not what the rules say · `reference`: json-rules-engine finds another truth. */
  readonly kind: 'verdict' | 'reference';
  /** One line: what was expected, what was found. */
  readonly message: string;
}
