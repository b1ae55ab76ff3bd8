import { type RuleTest } from '../../catalog/kinds/rule-set.ts';
import { canonicalJson } from '../../catalog/kinds/digest.ts';
import { type Facts } from '../facts.ts';
import { factsIn } from '../regions/facts-in.ts';
import { type Region } from '../regions/region.ts';
import { type Verdict } from '../verdict.ts';
import { type LintView } from './lint-view.ts';

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
    if (verdict.faults === undefined && isClaimed(verdict, facts)) return caseOf(view, name, facts, verdict);
  }
  return undefined;
}

const mostTried = 16;

/** A case over facts that expects what the rules say. */
export function caseOf({ base, spec }: LintView, name: string, facts: Facts, verdict: Verdict): RuleTest {
  const changed = Object.entries(facts).filter(([key, value]) => canonicalJson(value) !== canonicalJson(base[key]));
  return { name: name.slice(0, 200), facts: Object.fromEntries(changed), expect: expectOf(verdict, spec.hitPolicy) };
}

function expectOf({ hits }: Verdict, hitPolicy: string): Readonly<Record<string, unknown>> {
  const [first] = hits;
  if (first === undefined) return { none: true };
  return hitPolicy === 'first' ? { rule: first.rule, type: first.type } : { rules: hits.map(({ rule }) => rule) };
}
