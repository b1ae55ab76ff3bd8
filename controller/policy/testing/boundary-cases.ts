import { canonicalJson } from '../../catalog/kinds/digest.ts';
import type { RuleTest } from '../../catalog/kinds/rule-set.ts';
import type { Facts } from '../facts.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import { caseOf, type Watched } from './case-of.ts';
import { comparisonsFrom } from '../conditions/comparisons-in.ts';
import { createGround, type Ground } from './ground.ts';
import { pointsAround, type Point } from './points-around.ts';
import { ruleSeries, withExpectations } from './rule-series.ts';
import { witnessOf } from './witness-of.ts';

// Nobody reviews more, and each takes up to a millisecond.
const mostCases = 10_000;

/**
 * Cases on both sides of every comparison: facts over which a rule is true because of it, and facts that differ from them
 * in what is compared alone; around a number, the number itself and its neighbours. Each expects what the rules say now,
 * for a person to say whether that is meant. Facts that are `known` already are left out; at most 10,000 are made.
 */
export function boundaryCases(parsed: ParsedRuleSet, known: readonly Facts[]): readonly RuleTest[] {
  const ground = createGround(parsed);
  const done = new Set(known.map(canonicalJson));
  const cases: RuleTest[] = [];
  for (const { name, facts } of pointsIn(ground)) {
    const key = canonicalJson(facts);
    if (done.has(key)) continue;
    if (cases.length === mostCases) break;
    done.add(key);
    cases.push(caseOf(name, facts, ground.bundle.evaluate(facts), ground.base, watchedOf(parsed)));
  }
  return [...cases, ...seriesIn(ground)];
}

/** Each rule that remembers, over time. */
function seriesIn(ground: Ground): readonly RuleTest[] {
  return ground.parsed.rules
    .filter(({ rule }) => rule.for !== undefined || rule.keepFor !== undefined || rule.rate !== undefined)
    .flatMap((rule) => ruleSeries(rule, [rule.rule], ground))
    .map((test) => withExpectations(test, ground.bundle, () => watchedOf(ground.parsed)));
}

// Where rules are in shadow, that they change nothing is worth a word.
function watchedOf({ rules }: ParsedRuleSet): Watched {
  return { shadow: rules.some(({ rule }) => rule.mode === 'shadow') };
}

function* pointsIn(ground: Ground): Generator<Point> {
  for (const rule of ground.parsed.rules) {
    for (const comparison of new Set(comparisonsFrom(rule.condition, ground.parsed.named))) {
      const witness = witnessOf(rule, comparison, ground);
      if (witness !== undefined) yield* pointsAround(rule, comparison, witness, ground);
    }
  }
}
