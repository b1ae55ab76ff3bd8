import type { Facts } from '../facts.ts';
import type { ParsedRule } from '../load/parse-rule-set.ts';
import { factsIn } from '../regions/facts-in.ts';
import { subtractAll, type Region } from '../regions/region.ts';
import type { Ground } from './ground.ts';

/** Facts that show something. `possible` is false where it is shown that there are none. */
export interface Found {
  readonly possible: boolean;
  readonly facts?: Facts;
}

const mostRegions = 512;
const mostTries = 64;

/**
 * Facts in some regions over which `shows` is true, which is so wherever no rule of higher priority decides before `rule`.
 * Guided by what is found: the regions of the rule that decided are taken away, and only of rules that do decide.
 */
export function findFacts(
  regions: readonly Region[],
  rule: ParsedRule,
  ground: Ground,
  shows: (facts: Facts) => boolean,
): Found {
  let rest = regions;
  let isWhole = true;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const [region, ...others] = rest;
    if (region === undefined) return { possible: !isWhole };
    const facts = factsIn(region, ground.space, ground.base);
    if (facts !== undefined && shows(facts)) return { possible: true, facts };
    const left = facts === undefined ? undefined : withoutDecided(rest, rule, facts, ground);
    isWhole &&= left !== undefined;
    rest = left ?? others;
  }
  return { possible: true };
}

function withoutDecided(
  regions: readonly Region[],
  rule: ParsedRule,
  facts: Facts,
  ground: Ground,
): readonly Region[] | undefined {
  const decider = ground.deciderBefore(rule, facts);
  // One that waits, or counts, does not decide each time that its conditions are true.
  if (decider === undefined || decider.rule.for !== undefined || decider.rule.rate !== undefined) return undefined;
  const decided = ground.regionsFor(decider.condition);
  return decided === undefined ? undefined : subtractAll(regions, decided, mostRegions);
}
