import fc from 'fast-check';
import test from 'ava';
import { stages, type RuleTest, type Stage } from '../../../controller/catalog/kinds/rule-set.ts';
import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import type { Facts } from '../../../controller/policy/facts.ts';
import { parseRuleSet, type ParsedRuleSet } from '../../../controller/policy/load/parse-rule-set.ts';
import { boundaryCases } from '../../../controller/policy/testing/boundary-cases.ts';
import { caseOf } from '../../../controller/policy/testing/case-of.ts';
import { measureCoverage } from '../../../controller/policy/testing/coverage-gaps.ts';
import { coverageOf } from '../../../controller/policy/testing/coverage.ts';
import { createGround, type Ground } from '../../../controller/policy/testing/ground.ts';
import { createCaseBench } from '../../../controller/policy/testing/mutants/case-bench.ts';
import { mutantsOf } from '../../../controller/policy/testing/mutants/mutants-of.ts';
import { outcomeOf } from '../../../controller/policy/testing/mutants/outcome-of.ts';
import { mutationScore } from '../../../controller/policy/testing/mutants/mutation-score.ts';
import { tellingFacts } from '../../../controller/policy/testing/mutants/telling-facts.ts';
import { failuresOf, runCase } from '../../../controller/policy/testing/run-case.ts';
import { testRuleSet } from '../../../controller/policy/testing/test-rule-set.ts';
import type { RuleBundle } from '../../../controller/policy/verdict.ts';
import { anyTiedFacts } from '../../support/any-facts.ts';
import { ruleSetOf } from '../worlds/rule-sets.ts';

function parsedOf(resource: RuleSetResource): ParsedRuleSet {
  const parsed = parseRuleSet(resource);
  if ('problems' in parsed) throw parsed.problems[0] ?? new Error('expected a problem');
  return parsed;
}

function stepsOver(ground: Ground, snapshots: readonly Parameters<Ground['bundle']['evaluate']>[0][]) {
  return snapshots.map((facts) => ({ at: [], expect: undefined, facts, verdict: ground.bundle.evaluate(facts) }));
}

/** One snapshot after the other, a millisecond apart, so that what rules remember is carried on. */
function inTime(snapshots: readonly Facts[]): RuleTest {
  const series = snapshots.map(({ now: _, timers: __, ...facts }) => ({ after: '1ms', facts }));
  return { name: 'in time', facts: {}, series };
}

function outcomesOf(test: RuleTest, bundle: RuleBundle): readonly string[] {
  return runCase(test, bundle).map(({ verdict }) => outcomeOf(verdict));
}

const manyFacts = (stage: Stage) => fc.array(anyTiedFacts(stage), { minLength: 20, maxLength: 20 });

for (const stage of stages) {
  test(`testing of any ${stage} rules: the cases that are generated pass as they are`, (t) => {
    fc.assert(
      fc.property(ruleSetOf(stage), (resource) => {
        const tests = boundaryCases(parsedOf(resource), []);
        const report = testRuleSet({ ...resource, spec: { ...resource.spec, tests: [...tests] } });
        if (report.problems !== undefined) throw report.problems[0] ?? new Error('expected a problem');
        t.deepEqual(
          report.results.flatMap(({ failures }) => failures),
          [],
        );
      }),
      { numRuns: 15 },
    );
  });

  test(`testing of any ${stage} rules: an outcome that is said to be impossible is never seen`, (t) => {
    fc.assert(
      fc.property(ruleSetOf(stage), manyFacts(stage), (resource, snapshots) => {
        const parsed = parsedOf(resource);
        const { impossible } = measureCoverage(parsed, []);
        const steps = stepsOver(createGround(parsed), snapshots);
        const seen = new Map(coverageOf(parsed, steps).comparisons.map((each) => [each.comparison, each]));
        for (const { comparison, outcome } of impossible) {
          const found = seen.get(comparison.comparison);
          t.false(outcome ? found?.seenTrue : found?.seenFalse, JSON.stringify(comparison.at));
        }
      }),
      { numRuns: 25 },
    );
  });

  test(`testing of any ${stage} rules: a mutant that is said to mean the same says the same`, (t) => {
    fc.assert(
      fc.property(ruleSetOf(stage), manyFacts(stage), (resource, snapshots) => {
        const parsed = parsedOf(resource);
        const ground = createGround(parsed);
        const bench = createCaseBench(parsed, []);
        const all = [...mutantsOf(parsed)].filter((_, index) => index % 5 === 0);
        const series = inTime(snapshots);
        const outcomes = outcomesOf(series, ground.bundle);
        for (const mutant of all) {
          if (tellingFacts(mutant, ground, () => false).possible) continue;
          const others = outcomesOf(series, bench.wholeOf(mutant));
          t.deepEqual(others, outcomes, `${mutant.at.join('.')} ${mutant.what}`);
        }
      }),
      { numRuns: 15 },
    );
  });

  test(`testing of any ${stage} rules: a case for a survivor notices it`, (t) => {
    fc.assert(
      fc.property(ruleSetOf(stage), (resource) => {
        const parsed = parsedOf(resource);
        const ground = createGround(parsed);
        const bench = createCaseBench(parsed, []);
        const mutants = new Map([...mutantsOf(parsed)].map((each) => [`${each.at.join('.')} ${each.what}`, each]));
        for (const { at, what, telling, series } of mutationScore(parsed, []).survivors) {
          const mutant = mutants.get(`${at.join('.')} ${what}`);
          const shown = telling && caseOf(what, telling.facts, telling.verdict, ground.base, telling.watched);
          const test = shown ?? series;
          if (test === undefined || mutant === undefined) continue;
          t.deepEqual(failuresOf(runCase(test, ground.bundle)), [], what);
          t.not(failuresOf(runCase(test, bench.wholeOf(mutant))).length, 0, what);
        }
      }),
      { numRuns: 8 },
    );
  });
}
