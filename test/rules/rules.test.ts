import test from 'ava';
import { parseRuleSet } from '../../controller/policy/load/parse-rule-set.ts';
import { measureCoverage } from '../../controller/policy/testing/coverage-gaps.ts';
import { mutationScore } from '../../controller/policy/testing/mutants/mutation-score.ts';
import { testRuleSet } from '../../controller/policy/testing/test-rule-set.ts';
import { readRules } from '../support/read-rules.ts';

const files = ['phases', 'scoring', 'escalation', 'permissions'];
const leastScore = 0.95;

// The cases of a rule set live in its file; each of them is a test here.
for (const file of files) {
  const resource = readRules(file);
  const report = testRuleSet(resource);
  const parsed = parseRuleSet(resource);

  test(`${file}: loads without a problem`, (t) => {
    t.deepEqual((report.problems ?? []).map(String), []);
    t.is(resource.metadata.name, `maios-${file}`);
  });
  if (report.problems !== undefined || 'problems' in parsed) continue;
  const { results } = report;

  for (const { name, failures } of results) {
    test(`${file}: ${name}`, (t) => {
      t.deepEqual(failures, []);
    });
  }

  test(`${file}: the cases see every comparison true and false, and every rule fire`, (t) => {
    const { gaps, rules } = measureCoverage(
      parsed,
      results.flatMap(({ steps }) => steps),
    );
    t.deepEqual(
      gaps.map(({ comparison, outcome }) => [comparison.at, outcome]),
      [],
    );
    t.deepEqual(
      rules.filter(({ fired }) => !fired),
      [],
    );
  });

  test(`${file}: the cases notice at least ${leastScore * 100} % of the faults that can be planted`, (t) => {
    const { score, survivors } = mutationScore(parsed, results);
    t.true(score >= leastScore, JSON.stringify(survivors.map(({ at, what }) => [at, what])));
  });
}
