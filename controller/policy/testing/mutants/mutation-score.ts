import type { RuleTest } from '../../../catalog/kinds/rule-set.ts';
import type { Facts } from '../../facts.ts';
import type { ParsedRuleSet } from '../../load/parse-rule-set.ts';
import type { Segments } from '../../load/problems.ts';
import type { Verdict } from '../../verdict.ts';
import { watchedIn, type Watched } from '../case-of.ts';
import { fewestFacts } from '../changed-facts.ts';
import { createGround } from '../ground.ts';
import type { CaseResult } from '../test-rule-set.ts';
import { createCaseBench, type CaseBench } from './case-bench.ts';
import { mutantsOf, type Mutant } from './mutants-of.ts';
import { outcomeOf } from './outcome-of.ts';
import { tellingFacts } from './telling-facts.ts';
import { tellingSeries } from './telling-series.ts';

/** A fault that no case notices. */
export interface Survivor {
  /** Where the fault was planted: keys and indices below the spec. */
  readonly at: Segments;
  readonly what: string;
  /** Facts over which it comes out otherwise, and what the rules say about them now: a case that would notice it. */
  readonly telling?: { readonly facts: Facts; readonly verdict: Verdict; readonly watched: Watched };
  /** Where it takes time to tell: a series that would notice it. */
  readonly series?: RuleTest;
}

export interface MutationScore {
  readonly killed: number;
  /** Those that mean the same as the rules do; they are not counted. */
  readonly equivalent: number;
  readonly survivors: readonly Survivor[];
  /** Mutants that there are in all; fewer are tried, evenly spread, where trying all would take too long. */
  readonly total: number;
  /** Of those that are counted, the killed ones: 0 to 1; 1 when none is counted. */
  readonly score: number;
}

// About 0.2 µs each.
const mostJudgements = 20_000_000;
// To look for what tells a survivor takes longer than to try it.
const mostLookedAt = 500;

/** Plants faults one by one and sees which of them the cases notice. For cases that all pass. */
export function mutationScore(parsed: ParsedRuleSet, results: readonly CaseResult[]): MutationScore {
  const total = countOf(mutantsOf(parsed));
  const stride = Math.max(1, Math.ceil((total * stepsIn(results)) / mostJudgements));
  const bench = createCaseBench(parsed, results);
  const look = createLook(parsed, bench);
  let killed = 0;
  let equivalent = 0;
  const survivors: Survivor[] = [];
  for (const [index, mutant] of entriesOf(mutantsOf(parsed))) {
    if (index % stride !== 0) continue;
    if (bench.killerOf(mutant) !== undefined) killed += 1;
    else {
      const survivor = survivors.length < mostLookedAt ? look(mutant) : { at: mutant.at, what: mutant.what };
      if (survivor === undefined) equivalent += 1;
      else survivors.push(survivor);
    }
  }
  const counted = killed + survivors.length;
  return { killed, equivalent, survivors, total, score: counted === 0 ? 1 : killed / counted };
}

/** What tells a mutant that no case noticed; undefined when nothing does, since it means the same. */
function createLook(parsed: ParsedRuleSet, bench: CaseBench): (mutant: Mutant) => Survivor | undefined {
  const ground = createGround(parsed);
  return (mutant) => {
    const tells = (facts: Facts): boolean =>
      outcomeOf(ground.bundle.evaluate(facts)) !== outcomeOf(bench.bundleFor(mutant, facts).evaluate(facts));
    const { possible, facts } = tellingFacts(mutant, ground, tells);
    if (!possible) return undefined;
    const said = { at: mutant.at, what: mutant.what };
    if (facts === undefined) return { ...said, ...seriesOf(mutant) };
    const few = fewestFacts(facts, ground.base, tells);
    const watched = watchedIn(bench.bundleFor(mutant, few).evaluate(few));
    return { ...said, telling: { facts: few, verdict: ground.bundle.evaluate(few), watched } };
  };

  function seriesOf(mutant: Mutant): { readonly series?: RuleTest } {
    const series = tellingSeries(mutant, ground, bench.wholeOf(mutant));
    return series === undefined ? {} : { series };
  }
}

function stepsIn(results: readonly CaseResult[]): number {
  return results.reduce((sum, { steps }) => sum + steps.length, 0);
}

function countOf(all: Iterable<unknown>): number {
  let count = 0;
  for (const _ of all) count += 1;
  return count;
}

function* entriesOf<T>(all: Iterable<T>): Generator<readonly [number, T]> {
  let index = 0;
  for (const each of all) yield [index++, each] as const;
}
