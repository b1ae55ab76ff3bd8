import test from 'ava';
import { testRuleSet } from '../../controller/policy/test-rule-set.ts';
import { readRules } from '../support/read-rules.ts';

const files = ['phases', 'scoring', 'escalation', 'permissions'];

// The tests of a rule set live in its file; each of them is a test here, and no rule is left without one.
for (const file of files) {
  const resource = readRules(file);
  const report = testRuleSet(resource);

  test(`${file}: loads without a problem`, (t) => {
    t.deepEqual((report.problems ?? []).map(String), []);
    t.is(resource.metadata.name, `maios-${file}`);
  });

  test(`${file}: every rule is fired by a test`, (t) => {
    t.deepEqual(report.problems === undefined ? report.neverFired : ['all'], []);
  });

  for (const result of report.problems === undefined ? report.results : []) {
    test(`${file}: ${result.name}`, (t) => {
      t.true(result.passed, result.message);
    });
  }
}
