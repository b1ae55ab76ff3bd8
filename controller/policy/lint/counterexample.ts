import type { RuleTest } from '../../catalog/kinds/rule-set.ts';
import type { Facts } from '../facts.ts';
import { factsIn } from '../regions/facts-in.ts';
import type { Region } from '../regions/region.ts';
import { caseOf } from '../testing/case-of.ts';
import type { Verdict } from '../verdict.ts';
import type { LintView } from './lint-view.ts';

/**
 * A case in a region of which the rules say what is claimed: they are asked, and a claim that they do not bear out is
 * undefined, as is one for which no facts were found.
 */
export function counterexampleIn(
  view: LintView,
  regions: readonly Region[],
  name: string,
  isClaimed: (verdict: Verdict, facts: Facts) => boolean,
): RuleTest | undefined {
  for (const region of regions.slice(0, mostTried)) {
    const facts = factsIn(region, view.space, view.base);
    if (facts === undefined) continue;
    const verdict = view.bundle.evaluate(facts);
    if (verdict.faults === undefined && isClaimed(verdict, facts)) return caseIn(view, name, facts, verdict);
  }
  return undefined;
}

const mostTried = 16;

/** A case over facts that expects what the rules say. */
export function caseIn({ base }: LintView, name: string, facts: Facts, verdict: Verdict): RuleTest {
  return caseOf(name.slice(0, 200), facts, verdict, base);
}
