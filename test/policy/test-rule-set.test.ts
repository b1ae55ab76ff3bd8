import test from 'ava';
import { type RuleTest } from '../../controller/catalog/kinds/rule-set.ts';
import { testRuleSet } from '../../controller/policy/test-rule-set.ts';
import { rule, ruleSet } from '../support/rule-set.ts';

const rules = [
  rule({ all: [{ fact: 'project.planned', operator: 'equal', value: true }] }, { name: 'planned', priority: 2 }),
  rule(
    { all: [{ fact: 'project.tasks', operator: 'greaterThan', value: 5 }] },
    { name: 'large', event: { type: 'Escalate' } },
  ),
];

async function run(facts: RuleTest['facts'], expect: NonNullable<RuleTest['expect']>) {
  const report = testRuleSet(ruleSet(rules, { tests: [{ name: 'it', facts, expect }] }));
  return report.problems === undefined ? report : undefined;
}

const tells = test.macro({
  exec: async (t, facts: RuleTest['facts'], expect: NonNullable<RuleTest['expect']>, message: string | undefined) => {
    const report = await run(facts, expect);
    t.is(report?.results[0]?.message, message);
    t.is(report?.results[0]?.passed, message === undefined);
  },
  title: (what) => `rule tests: ${what}`,
});

const planned = { 'project.planned': true };
test('pass on the rule and its type', tells, planned, { rule: 'planned', type: 'Delegate' }, undefined);
test('pass when nothing fires as expected', tells, {}, { none: true }, undefined);
test('pass on all rules that fired', tells, planned, { rules: ['planned'], types: ['Delegate'] }, undefined);
test(
  'tell what fired instead',
  tells,
  planned,
  { rule: 'large' },
  'expected rule "large", found "planned" (rules that fired: planned)',
);
test(
  'tell that nothing fired',
  tells,
  {},
  { rule: 'planned', type: 'Delegate' },
  'expected rule "planned", found null; type "Delegate", found null (rules that fired: none)',
);
test(
  'tell that something fired',
  tells,
  planned,
  { none: true },
  'expected none true, found false (rules that fired: planned)',
);
test(
  'refuse an unknown fact',
  tells,
  { 'project.plan': true },
  { none: true },
  'expected a fact of the stage, found project.plan; did you mean project.planned?',
);
test(
  'refuse a fact of another type',
  tells,
  { 'project.planned': 'yes' },
  { none: true },
  'fact project.planned: expected a boolean, found "yes"',
);
test(
  'refuse an unknown expectation',
  tells,
  {},
  { nothing: true },
  'expected one of none, rule, type, rules, types, params, score, found nothing',
);
test(
  'refuse to expect nothing at all',
  tells,
  {},
  {},
  'expected at least one of none, rule, type, rules, types, params, score, found nothing',
);

test('rule tests: name the rules that no test fires', async (t) => {
  t.deepEqual((await run(planned, { rule: 'planned' }))?.neverFired, ['large']);
});

test('rule tests: of a rule set that does not load tell its problems', async (t) => {
  const report = testRuleSet(ruleSet([rule({ any: [] })]));
  t.deepEqual(
    report.problems?.map((problem) => problem.code),
    ['RULES_INVALID'],
  );
});
