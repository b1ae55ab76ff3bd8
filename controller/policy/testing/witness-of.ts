import type { Comparison, Condition } from '../conditions/condition.ts';
import type { Facts } from '../facts.ts';
import type { ParsedRule, ParsedRuleSet } from '../load/parse-rule-set.ts';
import { subtractAll } from '../regions/region.ts';
import { regionsOf } from '../regions/regions-of.ts';
import { fewestFacts } from './changed-facts.ts';
import { findFacts } from './find-facts.ts';
import type { Ground } from './ground.ts';
import { truthOf } from './truth-of.ts';

const mostRegions = 512;

/** Facts over which a rule is true, asked, and would not be true were this one comparison to come out otherwise. */
export function witnessOf(rule: ParsedRule, comparison: Comparison, ground: Ground): Facts | undefined {
  const { named } = ground.parsed;
  const other = turned(rule.condition, comparison);
  // Only a comparison that is written in a named condition turns anything there.
  const otherNamed = comparison.at[0] === 'conditions' ? turnedNamed(named, comparison) : named;
  const now = ground.regionsFor(rule.condition);
  const otherwise = regionsOf(other, { space: ground.space, named: otherNamed });
  const only = now === undefined || otherwise === undefined ? undefined : subtractAll(now, otherwise, mostRegions);
  if (only === undefined) return undefined;
  const shows = (facts: Facts): boolean =>
    truthOf(rule.condition, facts, named) === true &&
    truthOf(other, facts, otherNamed) !== true &&
    ground.deciderBefore(rule, facts) === undefined;
  const { facts } = findFacts(only, rule, ground, shows);
  return facts === undefined ? undefined : fewestFacts(facts, ground.base, shows);
}

function turnedNamed(named: ParsedRuleSet['named'], target: Comparison): ParsedRuleSet['named'] {
  return new Map([...named].map(([name, condition]) => [name, turned(condition, target)]));
}

function turned(condition: Condition, target: Comparison): Condition {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { ...condition, of: condition.of.map((member) => turned(member, target)) };
    case 'not':
      return { ...condition, of: turned(condition.of, target) };
    case 'reference':
      return condition;
    case 'comparison':
      return condition === target ? { kind: 'not', at: condition.at, of: condition } : condition;
  }
}
