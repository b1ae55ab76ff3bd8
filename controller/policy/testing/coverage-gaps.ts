import type { Facts } from '../facts.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import type { Verdict } from '../verdict.ts';
import { fewestFacts } from './changed-facts.ts';
import { coverageOf, type ComparisonCoverage, type Coverage } from './coverage.ts';
import { createGround, type Ground } from './ground.ts';
import { reachOutcome } from './reach-outcome.ts';
import type { CaseStep } from './run-case.ts';
import { createWatches } from './watch.ts';

/** What a comparison has not been seen to come out as. */
export interface Gap {
  readonly comparison: ComparisonCoverage;
  readonly outcome: boolean;
  /** Facts that would show it, and what the rules say about them; absent where none were found. */
  readonly shown?: { readonly facts: Facts; readonly verdict: Verdict };
}

export interface MeasuredCoverage extends Coverage {
  /** Outcomes seen, two for each comparison, and those that can come about. */
  readonly seen: number;
  readonly possible: number;
  readonly gaps: readonly Gap[];
  /** Outcomes that no snapshot can bring about: they are not counted. */
  readonly impossible: readonly Pick<Gap, 'comparison' | 'outcome'>[];
}

// Looking for facts takes much longer than seeing that a comparison was not covered.
const mostLookedAt = 1000;

/** The coverage of a rule set by evaluations of its cases, and for each gap what would close it. */
export function measureCoverage(parsed: ParsedRuleSet, steps: readonly CaseStep[]): MeasuredCoverage {
  const coverage = coverageOf(parsed, steps);
  const unseen = coverage.comparisons.flatMap(unseenOf);
  const look = createLook(createGround(parsed));
  const looked = unseen.map((each, index) => (index < mostLookedAt ? look(each) : { ...each, possible: true }));
  const gaps = looked.filter(({ possible }) => possible).map(({ possible: _, ...gap }) => gap);
  const impossible = looked.filter(({ possible }) => !possible).map(({ possible: _, ...gap }) => gap);
  const all = coverage.comparisons.length * 2;
  return { ...coverage, seen: all - unseen.length, possible: all - impossible.length, gaps, impossible };
}

function unseenOf(comparison: ComparisonCoverage): readonly Gap[] {
  return [
    ...(comparison.seenTrue ? [] : [{ comparison, outcome: true }]),
    ...(comparison.seenFalse ? [] : [{ comparison, outcome: false }]),
  ];
}

function createLook(ground: Ground): (gap: Gap) => Gap & { readonly possible: boolean } {
  const { bundle, base } = ground;
  return (gap) => {
    const { comparison } = gap.comparison;
    const { possible, facts } = reachOutcome(comparison, gap.outcome, ground);
    const shows = createShows(gap, ground);
    if (facts === undefined || !shows(facts)) return { ...gap, possible };
    const few = fewestFacts(facts, base, shows);
    return { ...gap, possible, shown: { facts: few, verdict: bundle.evaluate(few) } };
  };
}

/** Whether an evaluation comes by the comparison and finds it as the gap has it. */
function createShows({ comparison: { comparison }, outcome }: Gap, ground: Ground): (facts: Facts) => boolean {
  const seen = { yes: false, no: false };
  const watchOf = createWatches(ground.parsed.named, (each) => (each === comparison ? seen : undefined));
  const watched = ground.rulesWith(comparison).map((rule) => ({ rule, watch: watchOf(rule.condition) }));
  return (facts) => {
    Object.assign(seen, { yes: false, no: false });
    for (const { rule, watch } of watched) {
      if (ground.deciderBefore(rule, facts) === undefined) watch(facts);
    }
    return outcome ? seen.yes : seen.no;
  };
}
