import type { Facts } from '../facts.ts';
import type { Verdict } from '../verdict.ts';
import type { Explainer } from './create-explainer.ts';
import { explainBriefly, type BriefExplanation } from './explain-briefly.ts';
import { explainWanted, type WantedExplanation } from './explain-wanted.ts';
import { explainWhole, type WholeExplanation } from './explain-whole.ts';
import { smallestChange, type ChangeSearch } from './smallest-change.ts';

/** What is asked of rules about one snapshot and what they said about it, as plain data. */
export interface Question {
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly brief?: boolean;
  /** What would make the rules say anything else. */
  readonly change?: boolean;
  readonly whole?: boolean;
  /** An event, and why it is not said. */
  readonly wanted?: string;
}

/** What was asked for, and nothing else. */
export interface Answer {
  readonly brief?: BriefExplanation;
  readonly change?: ChangeSearch;
  readonly whole?: WholeExplanation;
  readonly wanted?: WantedExplanation;
}

export function answerQuestion(explainer: Explainer, question: Question): Answer {
  const { facts, verdict, brief = false, change = false, whole = false, wanted } = question;
  return {
    ...(brief ? { brief: explainBriefly(explainer, facts, verdict) } : {}),
    ...(change ? { change: smallestChange(explainer, facts, undefined) } : {}),
    ...(whole ? { whole: explainWhole(explainer, facts, verdict) } : {}),
    ...(wanted === undefined ? {} : { wanted: explainWanted(explainer, facts, verdict, wanted) }),
  };
}
