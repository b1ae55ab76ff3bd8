import test from 'ava';
import { testRuleSet } from '../../controller/policy/testing/test-rule-set.ts';
import { readRules } from '../support/read-rules.ts';

const files = ['phases', 'scoring', 'escalation', 'permissions'];

// The cases of a rule set live in its file; each of them is a test here.
for (const file of files) {
  const resource = readRules(file);
  const report = testRuleSet(resource);

  test(`${file}: loads without a problem`, (t) => {
    t.deepEqual((report.problems ?? []).map(String), []);
    t.is(resource.metadata.name, `maios-${file}`);
  });

  for (const { name, failures } of report.problems === undefined ? report.results : []) {
    test(`${file}: ${name}`, (t) => {
      t.deepEqual(failures, []);
    });
  }
}
