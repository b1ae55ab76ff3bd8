import type { Comparison, Condition } from '../conditions/condition.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import { meet, wholeSpace, type Region } from '../regions/region.ts';
import { regionsOf, type RegionContext } from '../regions/regions-of.ts';
import { findFacts, type Found } from './find-facts.ts';
import type { Ground } from './ground.ts';

/** Facts over which evaluation comes by a comparison, wherever it is referred to, and finds it true or false as `wanted`. */
export function reachOutcome(comparison: Comparison, wanted: boolean, ground: Ground): Found {
  const { parsed, space } = ground;
  let possible = false;
  for (const rule of ground.rulesWith(comparison)) {
    for (const way of waysTo(comparison, rule.condition, parsed.named)) {
      const regions = regionsAlong([...way, { condition: comparison, wanted }], { space, named: parsed.named });
      const isAsked = (facts: Ground['base']): boolean => ground.deciderBefore(rule, facts) === undefined;
      const found = regions === undefined ? { possible: true } : findFacts(regions, rule, ground, isAsked);
      if (found.facts !== undefined) return found;
      possible ||= found.possible;
    }
  }
  return { possible };
}

/** What a condition has come out as, for evaluation to go on to another one. */
interface Passed {
  readonly condition: Condition;
  readonly wanted: boolean;
}

type Way = readonly Passed[];

function waysTo(target: Comparison, condition: Condition, named: ParsedRuleSet['named']): readonly Way[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((member, index) => {
        const before = condition.of
          .slice(0, index)
          .map((each) => ({ condition: each, wanted: condition.kind === 'all' }));
        return waysTo(target, member, named).map((way) => [...before, ...way]);
      });
    case 'not':
      return waysTo(target, condition.of, named);
    case 'reference': {
      const next = named.get(condition.name);
      return next === undefined ? [] : waysTo(target, next, named);
    }
    case 'comparison':
      return condition === target ? [[]] : [];
  }
}

const mostRegions = 512;

function regionsAlong(way: Way, context: RegionContext): readonly Region[] | undefined {
  let regions: readonly Region[] = [wholeSpace];
  for (const { condition, wanted } of way) {
    const next = regionsOf(condition, context, wanted);
    if (next === undefined) return undefined;
    regions = regions.flatMap((one) => next.map((other) => meet(one, other)).filter((both) => both !== undefined));
    if (regions.length > mostRegions) return undefined;
  }
  return regions;
}
