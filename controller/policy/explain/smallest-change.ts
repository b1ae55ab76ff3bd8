import type { Facts } from '../facts.ts';
import { meet, type Region } from '../regions/region.ts';
import { regionsOf, type RegionContext } from '../regions/regions-of.ts';
import { createSpace, type Space } from '../regions/space.ts';
import { fixedFacts, settledFacts } from '../stages/fixed-facts.ts';
import { factRegistry } from '../stages/registry.ts';
import { timingOf } from '../time/timing.ts';
import type { RuleBundle, Verdict } from '../verdict.ts';
import { goalOf, type Aim, type Goal, type Wanted } from './change-goal.ts';
import type { Explainer } from './create-explainer.ts';
import type { FactChange } from './facts-difference.ts';
import { fixedTo, meetAll, notUndone, onwards, otherThan } from './possible-region.ts';
import { proposalIn, type Proposal } from './proposal.ts';
import { waitFor } from './wait-for-change.ts';

/** The fewest facts, and of those the smallest steps, with which the rules say something else. Shown to be so by asking them. */
export interface SmallestChange {
  /** Facts that have to become otherwise; those that follow the clock are not among them. */
  readonly changes: readonly FactChange[];
  /** How long it takes then: for the facts that follow the clock, or for rules that wait; absent when it is at once. */
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

const mostProposals = 600;

/**
 * The smallest change of facts that makes the rules say an event, or with undefined anything else than now. What the
 * snapshot is about stays as it is, and what only grows does not fall; what it starts from, its phase for instance, stays
 * too unless nothing else helps.
 */
export function smallestChange(explainer: Explainer, facts: Facts, wanted: Wanted): ChangeSearch {
  const { bundle, spec } = explainer;
  // A snapshot of earlier times may lack facts that there are now.
  if (!Object.keys(factRegistry[spec.stage]).every((name) => Object.hasOwn(facts, name))) return { search: 'bounded' };
  const goal = goalOf(explainer, facts, bundle.evaluate(facts), wanted);
  const waited = waitFor(bundle, facts, goal.isReached);
  if (waited !== undefined) {
    return { found: { changes: [], inMs: waited.inMs, ...saidBy(waited.verdict) }, search: 'whole' };
  }
  const fixed = fixedFacts[spec.stage];
  const settled = [...fixed, ...settledFacts[spec.stage]];
  const near = searchWithin(explainer, facts, goal, (space) => [
    meetAll([fixedTo(facts, settled, space), onwards(facts, space)]),
  ]);
  if (near.found !== undefined) return near;
  return searchWithin(explainer, facts, goal, (space) => {
    const about = fixedTo(facts, fixed, space);
    const anew = new Set(Object.values(space.table).flatMap(({ anewWith }) => anewWith ?? []));
    return [
      meetAll([about, notUndone(facts, undefined, space)]),
      ...[...anew].map((fact) => meetAll([about, otherThan(facts, fact, space), notUndone(facts, fact, space)])),
    ];
  });
}

// Best first: what is added to a region only makes it dearer, so that the first proposal that holds is the cheapest.
function searchWithin(
  { bundle, parsed }: Explainer,
  facts: Facts,
  goal: Goal,
  startsOf: (space: Space) => readonly (Region | undefined)[],
): ChangeSearch {
  const space = createSpace(bundle.stage);
  const proposals = createProposals({ space, named: parsed.named }, facts);
  const [first, ...others] = startsOf(space);
  // The facts themselves are none that there can be.
  if (first === undefined) return { search: 'bounded' };
  const remembers = parsed.rules.some(({ rule }) => timingOf(rule) !== undefined);
  const starts = [first, ...others.filter((start) => start !== undefined)];
  let isWhole = starts.map((start) => proposals.add(start, goal.aims)).every(Boolean) && goal.areAllAims;
  for (let next = proposals.cheapest(); next !== undefined; next = proposals.cheapest()) {
    const verdict = bundle.evaluate(next.facts);
    if (goal.isReached(verdict)) return { found: { ...next.change, ...saidBy(verdict) }, search: 'whole' };
    const held = remembers ? heldLongEnough(bundle, next, goal) : undefined;
    if (held !== undefined) return { found: held, search: 'whole' };
    const against = goal.aimsAgainst(verdict);
    isWhole = against.length > 0 && proposals.add(next.region, against) && isWhole;
  }
  return { search: isWhole ? 'whole' : 'bounded' };
}

// A rule with `for` says something only a while after its conditions have become true.
function heldLongEnough(bundle: RuleBundle, { facts, change }: Proposal, goal: Goal): SmallestChange | undefined {
  const waited = change.inMs === undefined ? waitFor(bundle, facts, goal.isReached) : undefined;
  return waited === undefined ? undefined : { ...change, inMs: waited.inMs, ...saidBy(waited.verdict) };
}

interface Proposals {
  /** Proposes the nearest snapshot of each region in which one of the aims is so; false when some could not be. */
  add(within: Region, aims: readonly Aim[]): boolean;
  /** Takes the cheapest one out. */
  cheapest(): Proposal | undefined;
}

function createProposals(context: RegionContext, base: Facts): Proposals {
  const waiting: Proposal[] = [];
  let made = 0;
  return {
    add(within, aims) {
      let areAll = true;
      for (const region of regionsFor(within, aims, context)) {
        made += 1;
        const proposal =
          region === undefined || made > mostProposals ? undefined : proposalIn(region, context.space, base);
        if (proposal === undefined) areAll = false;
        else waiting.push(proposal);
      }
      return areAll;
    },
    cheapest() {
      const least = Math.min(...waiting.map(({ cost }) => cost));
      const index = waiting.findIndex(({ cost }) => cost === least);
      return index === -1 ? undefined : waiting.splice(index, 1)[0];
    },
  };
}

// undefined in place of the regions of a condition that has too many.
function regionsFor(within: Region, aims: readonly Aim[], context: RegionContext): readonly (Region | undefined)[] {
  return aims.flatMap(({ condition, holds }): readonly (Region | undefined)[] => {
    const regions = regionsOf(condition, context, holds);
    if (regions === undefined) return [undefined];
    return regions.map((region) => meet(within, region)).filter((region) => region !== undefined);
  });
}

function saidBy({ hits: [hit] }: Verdict): Pick<SmallestChange, 'rule' | 'type'> {
  return { rule: hit?.rule ?? null, type: hit?.type ?? null };
}
