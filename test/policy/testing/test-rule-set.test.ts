import test from 'ava';
import type { Rule, RuleTest } from '../../../controller/catalog/kinds/rule-set.ts';
import { testRuleSet } from '../../../controller/policy/testing/test-rule-set.ts';
import { rule, ruleSet } from '../../support/rule-set.ts';

const rules = [
  rule({ all: [{ fact: 'project.planned', operator: 'equal', value: true }] }, { name: 'planned', priority: 2 }),
  rule(
    { all: [{ fact: 'project.tasks', operator: 'greaterThan', value: 5 }] },
    { name: 'large', event: { type: 'Escalate' } },
  ),
];

function run(it: Omit<RuleTest, 'name'>, of: readonly Rule[] = rules) {
  const report = testRuleSet(ruleSet(of, { tests: [{ name: 'it', ...it }] }));
  if (report.problems !== undefined) return { problems: report.problems.map(({ message }) => message) };
  return report.results.flatMap(({ failures }) => failures.map(({ at, message }) => `${at.join('.')}: ${message}`));
}

const tells = test.macro({
  exec: (t, facts: RuleTest['facts'], expect: NonNullable<RuleTest['expect']>, ...messages: readonly string[]) => {
    t.deepEqual(run({ facts, expect }), messages);
  },
  title: (what) => `rule tests: ${what}`,
});

const planned = { 'project.planned': true };
const known = 'none, rule, type, rules, types, params, score, faults';
test('pass on the rule and its type', tells, planned, { rule: 'planned', type: 'Delegate' });
test('pass when nothing fires as expected', tells, {}, { none: true });
test('pass on all rules that fired', tells, planned, { rules: ['planned'], types: ['Delegate'] });
test('pass without a fault', tells, planned, { faults: [] });
test(
  'tell what fired instead',
  tells,
  planned,
  { rule: 'large' },
  'tests.0.expect.rule: expected rule "large", found "planned" (rules that fired: planned)',
);
test(
  'tell everything that differs',
  tells,
  {},
  { rule: 'planned', type: 'Delegate' },
  'tests.0.expect.rule: expected rule "planned", found null (rules that fired: none)',
  'tests.0.expect.type: expected type "Delegate", found null (rules that fired: none)',
);
test(
  'tell that something fired',
  tells,
  planned,
  { none: true },
  'tests.0.expect.none: expected none true, found false (rules that fired: planned)',
);
test(
  'refuse an unknown fact',
  tells,
  { 'project.plan': true },
  { none: true },
  'tests.0.facts.project.plan: expected a fact of the stage, found project.plan; did you mean project.planned?',
);
test(
  'refuse a fact of another type',
  tells,
  { 'project.planned': 'yes' },
  { none: true },
  'tests.0.facts.project.planned: fact project.planned: expected a boolean, found "yes"',
);
test(
  'refuse what the rules keep themselves',
  tells,
  { timers: {} },
  { none: true },
  'tests.0.facts.timers: expected a fact for rules to look at, found timers, which they keep themselves; a series carries it along',
);
test(
  'refuse an unknown expectation, and say which was meant',
  tells,
  {},
  { ruel: 'planned' },
  `tests.0.expect.ruel: expected one of ${known}, shadow, found ruel; did you mean rule?`,
);
test(
  'refuse to expect a rule that there is not, and say which was meant',
  tells,
  {},
  { rules: ['plannd'] },
  'tests.0.expect.rules: expected a rule of this rule set, found plannd; did you mean planned?',
);
test(
  'refuse to expect what no rule of the stage can say',
  tells,
  {},
  { type: 'Delgate' },
  'tests.0.expect.type: expected one of Escalate, Reassign, Plan, Delegate, Monitor, Complete, Failed, Cancelled, found Delgate; did you mean Delegate?',
);
test(
  'refuse to expect nothing at all',
  tells,
  {},
  {},
  `tests.0.expect: expected at least one of ${known}, shadow, found nothing`,
);
test(
  'refuse an unknown expectation of rules in shadow',
  tells,
  {},
  { shadow: { differ: true } },
  `tests.0.expect.shadow.differ: expected one of ${known}, differs, found differ; did you mean differs?`,
);

const shadowed = [{ ...(rules[0] ?? rule({})), mode: 'shadow' as const }, ...rules.slice(1)];
test('rule tests: tell what rules in shadow would have said', (t) => {
  const facts = { ...planned, 'project.tasks': 6 };
  t.deepEqual(run({ facts, expect: { rule: 'large', shadow: { rule: 'planned', differs: true } } }, shadowed), []);
  t.deepEqual(run({ facts: {}, expect: { shadow: { none: true, differs: false } } }, shadowed), []);
  t.deepEqual(run({ facts, expect: { shadow: { rule: 'large' } } }, shadowed), [
    'tests.0.expect.shadow.rule: expected shadow rule "large", found "planned" (rules that fired: planned)',
  ]);
});

const slow = [
  rule(
    { all: [{ fact: 'task.runActive', operator: 'equal', value: true }] },
    { name: 'slow', for: '10m', keepFor: '5m', event: { type: 'Escalate' } },
  ),
];
const fires = { rule: 'slow' };
const rests = { none: true };

test('rule tests: a series has a clock of its own, and remembers', (t) => {
  const series = [
    { facts: { 'task.runActive': true }, expect: rests },
    { after: '9m', expect: rests },
    { after: '1m', expect: fires },
    { after: '1h', facts: { 'task.runActive': false }, expect: fires },
    { after: '5m', expect: rests },
  ];
  t.deepEqual(run({ facts: {}, series }, slow), []);
});

test('rule tests: facts that follow the clock move in a series', (t) => {
  const late = [
    rule({ all: [{ fact: 'phaseMinutes', operator: 'greaterThanInclusive', value: 10 }] }, { name: 'late' }),
  ];
  const series = [
    { after: '9m', expect: rests },
    { after: '30s' },
    { after: '30s', expect: { rule: 'late' } },
    { facts: { phaseMinutes: 1 }, expect: rests },
  ];
  t.deepEqual(run({ facts: {}, series }, late), []);
});

test('rule tests: a failing step says which it is', (t) => {
  const series = [{ expect: rests }, { after: '1m', expect: fires }];
  t.deepEqual(run({ facts: {}, series }, slow), [
    'tests.0.series.1.expect.rule: expected rule "slow", found null (rules that fired: none)',
  ]);
});

const refuses = test.macro({
  exec: (t, it: Omit<RuleTest, 'name'>, message: string) => {
    t.deepEqual(run(it), { problems: [message] });
  },
  title: (what) => `load: refuses a case with ${what}`,
});
test('no expectation', refuses, { facts: {} }, 'tests[0]: expected expect or series, found neither in the case "it"');
test(
  'expect and series',
  refuses,
  { facts: {}, expect: rests, series: [{ expect: rests }] },
  'tests[0].series: expected either expect or series, found both in the case "it"',
);
test(
  'a series that expects nothing',
  refuses,
  { facts: {}, series: [{ after: '1m' }] },
  'tests[0].series: expected at least one step with expect, found none in the case "it"',
);

test('rule tests: of a rule set that does not load tell its problems', (t) => {
  const report = testRuleSet(ruleSet([rule({ any: [] })]));
  t.deepEqual(
    report.problems?.map((problem) => problem.code),
    ['RULES_INVALID'],
  );
});
