import type { Facts } from '../facts.ts';
import type { Verdict } from '../verdict.ts';
import type { Explainer } from './create-explainer.ts';
import type { ExplainedRule } from './explained-rule.ts';
import { factsIn } from './facts-in.ts';
import { nearMisses, type NearMiss } from './near-misses.ts';

/** A rule that was true, held back or could not be judged. */
export type ToldRule = Omit<ExplainedRule, 'conditions'>;

/** What people want to know of a verdict first; the trees are in the whole explanation. */
export interface BriefExplanation {
  /** The rules but those that were simply not true, in the order of judgement; of very many, those that had the word first. */
  readonly rules: readonly ToldRule[];
  /** The nearest of the rules that were not true. */
  readonly nearMisses: readonly NearMiss[];
  /** The facts that the rules which had the word looked at; where none had it, those that came near. */
  readonly lookedAt: readonly string[];
}

const shownMisses = 5;
const mostTold = 200;

/** The short form of an explanation. */
export function explainBriefly(explainer: Explainer, facts: Facts, verdict: Verdict): BriefExplanation {
  const explained = explainer.explain(facts, verdict);
  const misses = nearMisses(explainer, explained, facts, shownMisses);
  const fired = explained.filter(({ hit }) => hit !== undefined);
  const near = explained.filter(({ rule }) => misses.some((miss) => miss.rule === rule));
  const telling = fired.length > 0 ? fired : near;
  return {
    rules: mostTelling(explained).map(withoutTree),
    nearMisses: misses,
    lookedAt: [...new Set(telling.flatMap(({ conditions }) => factsIn(conditions)))],
  };
}

function mostTelling(explained: readonly ExplainedRule[]): readonly ExplainedRule[] {
  const told = explained.filter(({ outcome }) => outcome !== 'not-true');
  if (told.length <= mostTold) return told;
  const byWord = told.toSorted((a, b) => Number(b.hit !== undefined) - Number(a.hit !== undefined));
  const kept = new Set(byWord.slice(0, mostTold));
  return told.filter((rule) => kept.has(rule));
}

function withoutTree({ conditions: _, ...rule }: ExplainedRule): ToldRule {
  return rule;
}
