import { type Facts } from '../facts.ts';
import { createBundle } from '../evaluate/create-bundle.ts';
import { type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { createSpace } from '../regions/space.ts';
import { type Verdict } from '../verdict.ts';
import { fewestFacts } from './changed-facts.ts';
import { coverageOf, type ComparisonCoverage, type Coverage } from './coverage.ts';
import { reachOutcome } from './reach-outcome.ts';
import { type CaseStep } from './run-case.ts';
import { sampleFacts } from './sample-facts.ts';

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

// Looking for facts takes much longer than seeing that a comparison was not covered, the more so the more rules there are.
const mostLookedAt = 500;
const mostWork = 200_000;

/** The coverage of a rule set by evaluations of its cases, and for each gap what would close it. */
export function measureCoverage(parsed: ParsedRuleSet, steps: readonly CaseStep[]): MeasuredCoverage {
  const coverage = coverageOf(parsed, steps);
  const unseen = coverage.comparisons.flatMap(unseenOf);
  const look = createLook(parsed);
  const most = Math.min(mostLookedAt, mostWork / parsed.rules.length);
  const looked = unseen.map((each, index) => (index < most ? look(each) : { ...each, possible: true }));
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

function createLook(parsed: ParsedRuleSet): (gap: Gap) => Gap & { readonly possible: boolean } {
  const { stage } = parsed.spec;
  const space = createSpace(stage);
  const base = sampleFacts(stage);
  const bundle = createBundle({ name: 'cases', digest: '', parsed });
  return (gap) => {
    const { possible, facts } = reachOutcome(gap.comparison.comparison, gap.outcome, parsed, { space, base });
    if (facts === undefined) return { ...gap, possible };
    const isShown = (each: Facts): boolean => shows(each, gap);
    // Where one rule's regions were too many to tell, another rule may yet decide before.
    if (!isShown(facts)) return { ...gap, possible };
    const few = fewestFacts(facts, base, isShown);
    return { ...gap, possible, shown: { facts: few, verdict: bundle.evaluate(few) } };
  };

  function shows(facts: Facts, { comparison, outcome }: Gap): boolean {
    const step = { at: [], expect: undefined, facts, verdict: bundle.evaluate(facts) };
    const seen = coverageOf(parsed, [step]).comparisons.find((each) => each.comparison === comparison.comparison);
    return outcome ? seen?.seenTrue === true : seen?.seenFalse === true;
  }
}
