import { meet, subtractRegion, type Region } from '../regions/region.ts';
import { spend, type Budget } from './budget.ts';

/**
 * A part of a region that lies in none of the others: undefined when they cover all of it, `unknown` when the budget ran
 * out first. Goes into the depth, so that a gap is found without cutting up everything else.
 */
export function firstUncovered(
  region: Region,
  others: readonly Region[],
  budget: Budget,
  from = 0,
): Region | 'unknown' | undefined {
  for (let index = from; index < others.length; index += 1) {
    const other = others[index];
    if (!spend(budget)) return 'unknown';
    if (other === undefined || meet(region, other) === undefined) continue;
    for (const part of subtractRegion(region, other)) {
      const found = firstUncovered(part, others, budget, index + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return region;
}
