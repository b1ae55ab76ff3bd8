import { type Facts } from '../facts.ts';
import { regionsOf, type RegionContext } from '../regions/regions-of.ts';
import { meet, regionOf, wholeSpace, type Region } from '../regions/region.ts';
import { createSpace } from '../regions/space.ts';
import { setOf } from '../regions/value-set.ts';
import { factRegistry } from '../stages/registry.ts';
import { fixedFacts } from '../stages/fixed-facts.ts';
import { type Verdict } from '../verdict.ts';
import { goalOf, type Aim, type Goal, type Wanted } from './change-goal.ts';
import { type Explainer } from './create-explainer.ts';
import { type FactChange } from './facts-difference.ts';
import { proposalIn, type Proposal } from './proposal.ts';
import { waitFor } from './wait-for-change.ts';

/** The fewest facts, and of those the smallest steps, with which the rules say something else. Shown to be so by asking them. */
export interface SmallestChange {
  /** Facts that have to become otherwise; those that follow the clock are not among them. */
  readonly changes: readonly FactChange[];
  /** How long it takes for the facts that follow the clock; absent when nothing has to be waited for. */
  readonly inMs?: number;
  /** What the rules say then; null: nothing. */
  readonly rule: string | null;
  readonly type: string | null;
}

export interface ChangeSearch {
  readonly found?: SmallestChange;
  /** `whole`: where nothing was found, nothing is there · `bounded`: the search was given up, or met what is not analysed. */
  readonly search: 'whole' | 'bounded';
}

const mostTried = 300;
const mostWaiting = 3000;

/**
 * The smallest change of facts that makes the rules say an event, or with undefined anything else than now. What the
 * snapshot is about stays as it is, and so does the phase unless nothing else helps.
 */
export function smallestChange(explainer: Explainer, facts: Facts, wanted: Wanted): ChangeSearch {
  const { bundle, spec } = explainer;
  // A snapshot of earlier times may lack facts that there are now.
  if (!Object.keys(factRegistry[spec.stage]).every((name) => Object.hasOwn(facts, name))) return { search: 'bounded' };
  const goal = goalOf(explainer, facts, bundle.evaluate(facts), wanted);
  const waited = waitFor(bundle, facts, goal.isReached);
  if (waited !== undefined)
    return { found: { changes: [], inMs: waited.inMs, ...saidBy(waited.verdict) }, search: 'whole' };
  const fixed = fixedFacts[spec.stage];
  const first = searchWithin(explainer, facts, goal, [...fixed, 'phase']);
  return first.found !== undefined || spec.stage !== 'phase' ? first : searchWithin(explainer, facts, goal, fixed);
}

// Best first: what is added to a region only makes it dearer, so that the first proposal that holds is the cheapest.
function searchWithin(explainer: Explainer, facts: Facts, goal: Goal, fixed: readonly string[]): ChangeSearch {
  const { bundle, parsed } = explainer;
  const context: RegionContext = { space: createSpace(bundle.stage), named: parsed.named };
  let search: ChangeSearch['search'] = 'whole';
  const waiting: Proposal[] = [];
  const propose = (region: Region, aims: readonly Aim[]): void => {
    for (const next of regionsFor(region, aims, context)) {
      const proposal = next === 'unknown' ? undefined : proposalIn(next, context.space, facts);
      if (proposal === undefined || waiting.length >= mostWaiting) search = 'bounded';
      else waiting.push(proposal);
    }
  };
  propose(fixedRegion(facts, fixed, context), goal.aims);
  for (let tried = 0; waiting.length > 0; tried += 1) {
    const cheapest = takeCheapest(waiting);
    if (tried >= mostTried || cheapest === undefined) return { search: 'bounded' };
    if (!cheapest.isPossible) continue;
    const verdict = bundle.evaluate(cheapest.facts);
    if (goal.isReached(verdict)) return { found: { ...cheapest.change, ...saidBy(verdict) }, search };
    const against = goal.aimsAgainst(verdict);
    if (against !== undefined) propose(cheapest.region, against);
  }
  return { search };
}

function regionsFor(within: Region, aims: readonly Aim[], context: RegionContext): readonly (Region | 'unknown')[] {
  return aims.flatMap(({ condition, holds }): readonly (Region | 'unknown')[] => {
    const regions = regionsOf(condition, context, holds);
    if (regions === undefined) return ['unknown'];
    return regions.map((region) => meet(within, region)).filter((region) => region !== undefined);
  });
}

function fixedRegion(facts: Facts, fixed: readonly string[], { space }: RegionContext): Region {
  return fixed.reduce<Region>((region, fact) => {
    const variable = space.valueOf({ fact });
    return meet(region, regionOf(variable, setOf([facts[fact] ?? null], variable.domain.whole))) ?? region;
  }, wholeSpace);
}

function takeCheapest(waiting: Proposal[]): Proposal | undefined {
  const best = waiting.reduce(
    (found, { cost }, index) => (cost < (waiting[found]?.cost ?? Infinity) ? index : found),
    0,
  );
  return waiting.splice(best, 1)[0];
}

function saidBy({ hits: [hit] }: Verdict): Pick<SmallestChange, 'rule' | 'type'> {
  return { rule: hit?.rule ?? null, type: hit?.type ?? null };
}
