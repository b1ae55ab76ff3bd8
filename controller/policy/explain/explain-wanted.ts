import type { Facts } from '../facts.ts';
import { fixedFacts } from '../stages/fixed-facts.ts';
import type { Verdict } from '../verdict.ts';
import type { Explainer } from './create-explainer.ts';
import type { ExplainedComparison } from './explained-condition.ts';
import type { ExplainedRule } from './explained-rule.ts';
import { smallestChange, type ChangeSearch } from './smallest-change.ts';

/** A rule that says what is wanted, with the fewest comparisons that keep it from being true. */
export interface WantedRule extends ExplainedRule {
  readonly lacks: readonly ExplainedComparison[];
}

/** Why the rules do not say an event, or that they do. */
export interface WantedExplanation {
  /** The rules that say the event about such a subject, nearest first. */
  readonly rules: readonly WantedRule[];
  /** The rules that have the word instead; of `first`, one at most. */
  readonly instead: readonly ExplainedRule[];
  readonly change: ChangeSearch;
}

const mostRules = 20;

/** Explains over facts what it would take for an event to be said. */
export function explainWanted(explainer: Explainer, facts: Facts, verdict: Verdict, event: string): WantedExplanation {
  const explained = explainer.explain(facts, verdict);
  const fixed = fixedFacts[explainer.spec.stage];
  return {
    rules: explained
      .filter(({ type }) => type === event)
      .map((rule) => ({ ...rule, lacks: explainer.lacking(rule.rule, facts) }))
      .filter(({ lacks }) => !lacks.some(({ fact }) => fixed.includes(fact)))
      .toSorted((a, b) => a.lacks.length - b.lacks.length)
      .slice(0, mostRules),
    instead: explained.filter(({ type, hit }) => hit !== undefined && type !== event).slice(0, mostRules),
    change: verdict.hits.some(({ type }) => type === event)
      ? { search: 'whole' }
      : smallestChange(explainer, facts, event),
  };
}
