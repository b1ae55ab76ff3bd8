import { type Comparison, type Condition } from '../conditions/condition.ts';
import { type Facts } from '../facts.ts';
import { type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { factsIn } from '../regions/facts-in.ts';
import { meet, wholeSpace, type Region } from '../regions/region.ts';
import { regionsOf, type RegionContext } from '../regions/regions-of.ts';
import { type Space } from '../regions/space.ts';
import { notDecidedBefore } from './not-decided-before.ts';

/** Whether evaluation can come by a comparison and find it as wanted; `facts`, where such were found. */
export interface Reach {
  /** false: shown to be so. */
  readonly possible: boolean;
  readonly facts?: Facts;
}

/** Where evaluation comes by a comparison, wherever it is referred to, and finds it true or false as `wanted`. */
export function reachOutcome(
  comparison: Comparison,
  wanted: boolean,
  parsed: ParsedRuleSet,
  { space, base }: { readonly space: Space; readonly base: Facts },
): Reach {
  let possible = false;
  for (const rule of parsed.rules) {
    for (const way of waysTo(comparison, rule.condition, parsed.named)) {
      const regions = regionsAlong([...way, { condition: comparison, wanted }], { space, named: parsed.named });
      const reached = regions === undefined ? undefined : notDecidedBefore(regions, rule, parsed, space);
      possible ||= reached === undefined || !reached.isWhole || reached.regions.length > 0;
      const facts = firstFacts(reached?.regions ?? regions ?? [], space, base);
      if (facts !== undefined) return { possible: true, facts };
    }
  }
  return { possible };
}

/** What the members before it have come out as, for evaluation to go on to a comparison. */
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

const mostRegions = 512;
const mostFacts = 12;

function firstFacts(regions: readonly Region[], space: Space, base: Facts): Facts | undefined {
  for (const region of regions.slice(0, mostFacts)) {
    const facts = factsIn(region, space, base);
    if (facts !== undefined) return facts;
  }
  return undefined;
}
