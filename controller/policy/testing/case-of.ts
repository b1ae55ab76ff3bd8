import { type RuleTest } from '../../catalog/kinds/rule-set.ts';
import { type Facts } from '../facts.ts';
import { type Divergence, type Verdict } from '../verdict.ts';
import { changedFacts } from './changed-facts.ts';
import { type Expectation } from './expectation.ts';

/** A case that says of some facts what the rules say of them now; `base` is what cases start from. */
export function caseOf(name: string, facts: Facts, verdict: Verdict, base: Facts): RuleTest {
  return { name, facts: { ...changedFacts(facts, base) }, expect: { ...expectationOf(verdict) } };
}

/** What a verdict says, as a case expects it. */
export function expectationOf(verdict: Verdict): Expectation {
  const { hitPolicy, shadow } = verdict;
  return { ...saidBy(verdict, hitPolicy), ...(shadow === undefined ? {} : { shadow: saidBy(shadow, hitPolicy) }) };
}

function saidBy({ hits, score, faults }: Divergence, hitPolicy: Verdict['hitPolicy']): Expectation {
  const [hit] = hits;
  const first = hit === undefined ? { none: true } : { rule: hit.rule, type: hit.type };
  return {
    ...(score === undefined ? {} : { score }),
    ...(hitPolicy === 'first' ? first : { rules: hits.map(({ rule }) => rule) }),
    ...(faults === undefined ? {} : { faults: faults.map(({ rule }) => rule) }),
  };
}
