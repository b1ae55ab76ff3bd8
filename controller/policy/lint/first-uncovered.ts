import { mayMeet, subtractRegion, type Region } from '../regions/region.ts';
import { covers } from '../regions/value-set.ts';
import { spend, type Budget } from './budget.ts';

/**
 * A part of a region that lies in none of the others: undefined when they cover all of it, `unknown` when the budget ran
 * out first. Goes into the depth, so that a gap is found without cutting up everything else; and cuts by the region that
 * leaves the fewest parts, so that what is covered is soon seen to be (as unit propagation does in DPLL; M. Davis,
 * G. Logemann, D. Loveland, "A machine program for theorem-proving", CACM 5, 1962).
 */
export function firstUncovered(
  region: Region,
  others: readonly Region[],
  budget: Budget,
): Region | 'unknown' | undefined {
  if (!spend(budget, 1 + others.length / 16)) return 'unknown';
  const near = others.filter((other) => mayMeet(region, other));
  const [first] = near;
  if (first === undefined) return region;
  const cut = fewestOpen(region, near, first);
  if (cut.open === 0) return undefined;
  const rest = near.filter((other) => other !== cut.by);
  for (const part of subtractRegion(region, cut.by)) {
    const found = firstUncovered(part, rest, budget);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Cut {
  readonly by: Region;
  /** How many of its variables leave something of the region outside. */
  readonly open: number;
}

function fewestOpen(region: Region, others: readonly Region[], first: Region): Cut {
  let best: Cut = { by: first, open: Infinity };
  for (const by of others) {
    const open = openIn(region, by, best.open);
    if (open < best.open) best = { by, open };
    if (open <= 1) break;
  }
  return best;
}

function openIn(region: Region, by: Region, enough: number): number {
  let open = 0;
  for (const [key, { variable, set }] of by) {
    if (!covers(set, region.get(key)?.set ?? variable.domain)) open += 1;
    if (open >= enough) break;
  }
  return open;
}
