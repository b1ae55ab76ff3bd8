import type { Facts } from '../facts.ts';
import { fixedFacts, settledFacts } from '../stages/fixed-facts.ts';
import type { Explainer } from './create-explainer.ts';
import type { ExplainedComparison } from './explained-condition.ts';
import type { ExplainedRule } from './explained-rule.ts';

/** A rule that was not true, and the fewest comparisons that kept it from being so. */
export interface NearMiss extends Pick<ExplainedRule, 'rule' | 'description' | 'at' | 'place' | 'type' | 'mode'> {
  readonly lacks: readonly ExplainedComparison[];
}

/**
 * At most so many of the rules that were not true and would have changed what was said, nearest first; of equally near ones
 * those first that are judged just before the one that had the word. A rule about another subject, phase or failure is no
 * near miss.
 */
export function nearMisses(
  explainer: Explainer,
  explained: readonly ExplainedRule[],
  facts: Facts,
  most: number,
): readonly NearMiss[] {
  const { stage, hitPolicy } = explainer.spec;
  const given = [...fixedFacts[stage], ...settledFacts[stage]];
  const decided = hitPolicy === 'first' ? explained.findIndex(({ hit }) => hit !== undefined) : -1;
  const byDistance = (decided === -1 ? explained : explained.slice(0, decided).toReversed())
    .filter(({ outcome }) => outcome === 'not-true')
    .map((rule) => ({ rule, distance: explainer.distance(rule.rule, facts) }))
    .toSorted((a, b) => a.distance - b.distance);
  const misses: NearMiss[] = [];
  for (const { rule } of byDistance) {
    const lacks = explainer.lacking(rule.rule, facts);
    if (!lacks.some(({ fact }) => given.includes(fact))) misses.push({ ...headOf(rule), lacks });
    if (misses.length === most) break;
  }
  return misses;
}

function headOf({ rule, description, at, place, type, mode }: ExplainedRule): Omit<NearMiss, 'lacks'> {
  return {
    rule,
    ...(description === undefined ? {} : { description }),
    at,
    ...(place === undefined ? {} : { place }),
    type,
    ...(mode === undefined ? {} : { mode }),
  };
}
