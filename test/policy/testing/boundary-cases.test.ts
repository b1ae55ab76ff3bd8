import test from 'ava';
import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import type { Rule, RuleSetSpec } from '../../../controller/catalog/kinds/rule-set.ts';
import { parseRuleSet, type ParsedRuleSet } from '../../../controller/policy/load/parse-rule-set.ts';
import { boundaryCases } from '../../../controller/policy/testing/boundary-cases.ts';
import { measureCoverage } from '../../../controller/policy/testing/coverage-gaps.ts';
import { testRuleSet } from '../../../controller/policy/testing/test-rule-set.ts';
import { readRules } from '../../support/read-rules.ts';
import { phaseFacts, rule, ruleSet } from '../../support/rule-set.ts';

function parsedOf(resource: RuleSetResource): ParsedRuleSet {
  const parsed = parseRuleSet(resource);
  if ('problems' in parsed) throw parsed.problems[0] ?? new Error('expected a problem');
  return parsed;
}

const generates = test.macro({
  exec: (t, rules: readonly Rule[], changes: Partial<RuleSetSpec>, ...expected: readonly object[]) => {
    t.deepEqual(boundaryCases(parsedOf(ruleSet(rules, changes)), []), expected);
  },
  title: (what) => `boundary cases: ${what}`,
});

const planned = { fact: 'project.planned', operator: 'equal', value: true };
const none = { none: true };
const delegates = { rule: 'only', type: 'Delegate' };

test(
  'the number, one below and one above',
  generates,
  [rule({ all: [{ fact: 'project.tasks', operator: 'greaterThan', value: 5 }] })],
  {},
  { name: 'only, where project.tasks is 4', facts: { 'project.tasks': 4 }, expect: none },
  { name: 'only, where project.tasks is 5', facts: { 'project.tasks': 5 }, expect: none },
  { name: 'only, where project.tasks is 6', facts: { 'project.tasks': 6 }, expect: delegates },
);
test(
  'no number that a fact cannot be',
  generates,
  [rule({ all: [{ fact: 'project.tasks', operator: 'greaterThan', value: 0 }] })],
  {},
  { name: 'only, where project.tasks is 0', facts: {}, expect: none },
  { name: 'only, where project.tasks is 1', facts: { 'project.tasks': 1 }, expect: delegates },
);
const isTask = { fact: 'subject', operator: 'equal', value: 'task' };
test(
  'nothing beside what is compared, though other facts hang together with it',
  generates,
  [rule({ all: [isTask, { fact: 'task.runMinutes', operator: 'greaterThan', value: 30 }] })],
  {},
  {
    name: 'only, by subject equal task',
    facts: { subject: 'task', 'task.runMinutes': 31 },
    expect: delegates,
  },
  { name: 'only, not by subject equal task', facts: { 'task.runMinutes': 31 }, expect: none },
  {
    name: 'only, where task.runMinutes is 29',
    facts: { subject: 'task', 'task.runMinutes': 29 },
    expect: none,
  },
  {
    name: 'only, where task.runMinutes is 30',
    facts: { subject: 'task', 'task.runMinutes': 30 },
    expect: none,
  },
);
const shadowed = { name: 'quiet', mode: 'shadow', priority: 2, event: { type: 'Escalate' } } as const;
test(
  'where rules are in shadow, that they change nothing too',
  generates,
  [rule({ all: [planned] }, shadowed)],
  {},
  {
    name: 'quiet, by project.planned equal true',
    facts: { 'project.planned': true },
    expect: { none: true, shadow: { rule: 'quiet', type: 'Escalate' } },
  },
  {
    name: 'quiet, not by project.planned equal true',
    facts: {},
    expect: { none: true, shadow: { differs: false } },
  },
);
test(
  'true by one comparison alone, and not by it',
  generates,
  [rule({ any: [planned, { fact: 'phase', operator: 'in', value: ['Escalate'] }] })],
  {},
  {
    name: 'only, by project.planned equal true',
    facts: { 'project.planned': true },
    expect: delegates,
  },
  { name: 'only, not by project.planned equal true', facts: {}, expect: none },
  { name: 'only, by phase in ["Escalate"]', facts: { phase: 'Escalate' }, expect: delegates },
);
test(
  'past the rules that decide before',
  generates,
  [
    rule({ all: [planned] }, { name: 'first', priority: 2 }),
    rule({ not: { fact: 'phase', operator: 'equal', value: 'Monitor' } }, { event: { type: 'Failed' } }),
  ],
  {},
  {
    name: 'first, by project.planned equal true',
    facts: { 'project.planned': true },
    expect: { rule: 'first', type: 'Delegate' },
  },
  { name: 'first, not by project.planned equal true', facts: {}, expect: { rule: 'only', type: 'Failed' } },
  { name: 'only, not by phase equal Monitor', facts: { phase: 'Monitor' }, expect: none },
);

test(
  'a rule that waits, over time',
  generates,
  [rule({ all: [planned] }, { for: '10m', keepFor: '5m' })],
  {},
  { name: 'only, by project.planned equal true', facts: { 'project.planned': true }, expect: none },
  { name: 'only, not by project.planned equal true', facts: {}, expect: none },
  {
    name: 'only over time',
    facts: { 'project.planned': true },
    series: [
      { expect: none },
      { after: '10m', expect: delegates },
      { after: '1s', facts: { 'project.planned': false }, expect: delegates },
      { after: '5m', expect: none },
    ],
  },
);
const rises = { after: '1s', facts: { 'project.planned': true } };
const falls = { after: '1s', facts: { 'project.planned': false } };
test(
  'a rule that counts, in time and too late',
  generates,
  [rule({ all: [planned] }, { rate: { times: 2, within: '1h' } })],
  {},
  { name: 'only, by project.planned equal true', facts: { 'project.planned': true }, expect: none },
  { name: 'only, not by project.planned equal true', facts: {}, expect: none },
  {
    name: 'only over time',
    facts: { 'project.planned': true },
    series: [{ expect: none }, { ...falls, expect: none }, { ...rises, expect: delegates }, { ...falls, expect: none }],
  },
  {
    name: 'only over time, too late',
    facts: { 'project.planned': true },
    series: [{ expect: none }, { ...falls, expect: none }, { ...rises, after: '1h', expect: none }],
  },
);

test('boundary cases: leave out facts that are known already', (t) => {
  const parsed = parsedOf(ruleSet([rule({ all: [planned] })]));
  t.deepEqual(
    boundaryCases(parsed, [phaseFacts()]).map(({ facts }) => facts),
    [{ 'project.planned': true }],
  );
});

for (const file of ['phases', 'escalation', 'scoring', 'permissions']) {
  test(`boundary cases of ${file}: pass as they are, and see every comparison true and false`, (t) => {
    const resource = readRules(file);
    const tests = boundaryCases(parsedOf(resource), []);
    const report = testRuleSet({ ...resource, spec: { ...resource.spec, tests: [...tests] } });
    t.true(report.problems === undefined);
    if (report.problems !== undefined) return;
    t.deepEqual(
      report.results.flatMap(({ failures }) => failures),
      [],
    );
    const steps = report.results.flatMap((result) => result.steps);
    const { gaps } = measureCoverage(parsedOf(resource), steps);
    t.deepEqual(
      gaps.map(({ comparison }) => comparison.at),
      [],
    );
  });
}
