import type { Facts } from '../facts.ts';
import type { Verdict } from '../verdict.ts';
import type { Explainer } from './create-explainer.ts';
import type { ExplainedRule } from './explained-rule.ts';
import { nearMisses } from './near-misses.ts';
import { smallestChange, type ChangeSearch } from './smallest-change.ts';

/** Every rule with its tree, as far as anybody can read. */
export interface WholeExplanation {
  readonly rules: readonly ExplainedRule[];
  /** Rules that were not true and did not come near, left out of a large set. */
  readonly rulesLeft: number;
  /** The nearest of the rules that were not true. */
  readonly near: readonly string[];
  /** What would have been enough for another verdict; not sought for scores, which are compared and not reached. */
  readonly change?: ChangeSearch;
}

const mostRules = 500;
const nearest = 5;

/** The long form of an explanation, in the order of judgement. */
export function explainWhole(explainer: Explainer, facts: Facts, verdict: Verdict): WholeExplanation {
  const explained = explainer.explain(facts, verdict);
  const near = nearMisses(explainer, explained, facts, mostRules).map(({ rule }) => rule);
  const rules = explained.length <= mostRules ? explained : mostTelling(explained, near);
  const isScored = explainer.spec.hitPolicy === 'collect-sum';
  return {
    rules,
    rulesLeft: explained.length - rules.length,
    near: near.slice(0, nearest),
    ...(isScored ? {} : { change: smallestChange(explainer, facts, undefined) }),
  };
}

function mostTelling(explained: readonly ExplainedRule[], near: readonly string[]): readonly ExplainedRule[] {
  const telling = explained.filter(({ outcome }) => outcome !== 'not-true').map(({ rule }) => rule);
  const shown = new Set([...telling, ...near].slice(0, mostRules));
  return explained.filter(({ rule }) => shown.has(rule));
}
