import { type Facts } from '../facts.ts';
import { type Verdict } from '../verdict.ts';
import { type Explainer } from './create-explainer.ts';
import { type ExplainedRule } from './explained-rule.ts';
import { nearMisses } from './near-misses.ts';

/** Every rule with its tree, as far as anybody can read. */
export interface WholeExplanation {
  readonly rules: readonly ExplainedRule[];
  /** Rules that were not true and did not come near, left out of a large set. */
  readonly rulesLeft: number;
}

const mostRules = 500;

/** The long form of an explanation, in the order of judgement. */
export function explainWhole(explainer: Explainer, facts: Facts, verdict: Verdict): WholeExplanation {
  const explained = explainer.explain(facts, verdict);
  if (explained.length <= mostRules) return { rules: explained, rulesLeft: 0 };
  const near = nearMisses(explainer, explained, facts).map(({ rule }) => rule);
  const telling = explained.filter(({ outcome }) => outcome !== 'not-true').map(({ rule }) => rule);
  const shown = new Set([...telling, ...near].slice(0, mostRules));
  const rules = explained.filter(({ rule }) => shown.has(rule));
  return { rules, rulesLeft: explained.length - rules.length };
}
