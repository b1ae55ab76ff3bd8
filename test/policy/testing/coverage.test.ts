import test from 'ava';
import type { Rule, RuleSetSpec, RuleTest } from '../../../controller/catalog/kinds/rule-set.ts';
import { parseRuleSet, type ParsedRuleSet } from '../../../controller/policy/load/parse-rule-set.ts';
import { comparisonText } from '../../../controller/policy/testing/comparison-text.ts';
import { changedFacts } from '../../../controller/policy/testing/changed-facts.ts';
import { measureCoverage } from '../../../controller/policy/testing/coverage-gaps.ts';
import { sampleFacts } from '../../../controller/policy/testing/sample-facts.ts';
import { testRuleSet } from '../../../controller/policy/testing/test-rule-set.ts';
import { rule, ruleSet } from '../../support/rule-set.ts';

const planned = { fact: 'project.planned', operator: 'equal', value: true };
const large = { fact: 'project.tasks', operator: 'greaterThan', value: 5 };
const open = { fact: 'project.tasksOpen', operator: 'greaterThan', value: 0 };
const anything = {};

function measure(rules: readonly Rule[], facts: readonly RuleTest['facts'][], changes: Partial<RuleSetSpec> = {}) {
  const tests = facts.map((each, index) => ({ name: String(index), facts: each, expect: { faults: [] } }));
  const resource = ruleSet(rules, { ...changes, tests });
  const report = testRuleSet(resource);
  const parsed = parseRuleSet(resource);
  if (report.problems !== undefined || 'problems' in parsed) throw new Error('expected a rule set that loads');
  const steps = report.results.flatMap((result) => result.steps);
  return { parsed: parsed satisfies ParsedRuleSet, ...measureCoverage(parsed, steps) };
}

function gapsOf(...args: Parameters<typeof measure>): readonly string[] {
  return measure(...args).gaps.map(
    ({ comparison, outcome }) => `${comparison.at.join('.')} ${comparisonText(comparison.comparison)} ${outcome}`,
  );
}

const all = [rule({ all: [planned, large] })];
test('coverage: nothing is seen without a case', (t) => {
  t.is(measure(all, []).seen, 0);
  t.is(measure(all, []).possible, 4);
});

test('coverage: of all nothing is reached behind what is false', (t) => {
  t.deepEqual(gapsOf(all, [{ 'project.tasks': 6 }]), [
    'rules.0.conditions.all.0 project.planned equal true true',
    'rules.0.conditions.all.1 project.tasks greaterThan 5 true',
    'rules.0.conditions.all.1 project.tasks greaterThan 5 false',
  ]);
});

test('coverage: of any nothing is reached behind what is true', (t) => {
  t.deepEqual(gapsOf([rule({ any: [planned, large] })], [{ 'project.planned': true }, anything]), [
    'rules.0.conditions.any.1 project.tasks greaterThan 5 true',
  ]);
});

const two = [
  rule({ all: [planned] }, { name: 'first', priority: 2 }),
  rule({ all: [large] }, { name: 'second', priority: 1 }),
];
test('coverage: with first nothing is reached behind the rule that decides', (t) => {
  const cases = [{ 'project.planned': true, 'project.tasks': 6 }, anything];
  t.deepEqual(gapsOf(two, cases), ['rules.1.conditions.all.0 project.tasks greaterThan 5 true']);
  t.deepEqual(gapsOf(two, cases, { hitPolicy: 'collect' }), []);
});

test('coverage: a rule in shadow stops no other', (t) => {
  const [first, second] = two;
  const rules = [{ ...(first ?? rule({})), mode: 'shadow' as const }, second ?? rule({})];
  const { gaps, rules: covered } = measure(rules, [{ 'project.planned': true, 'project.tasks': 6 }, anything]);
  t.deepEqual(gaps, []);
  t.deepEqual(
    covered.map(({ fired, rested }) => [fired, rested]),
    [
      [true, true],
      [true, true],
    ],
  );
});

test('coverage: a named condition is one place, whoever refers to it', (t) => {
  const rules = [
    rule({ all: [{ condition: 'is-large' }, planned] }, { name: 'first', priority: 2 }),
    rule({ not: { condition: 'is-large' } }, { name: 'second', priority: 1 }),
  ];
  const named = { conditions: { 'is-large': { all: [large] } } };
  t.deepEqual(gapsOf(rules, [anything], named), [
    'conditions.is-large.all.0 project.tasks greaterThan 5 true',
    'rules.0.conditions.all.1 project.planned equal true true',
    'rules.0.conditions.all.1 project.planned equal true false',
  ]);
});

test('coverage: what no facts can bring about is not counted', (t) => {
  const rules = [
    rule({ all: [large] }, { name: 'first', priority: 2 }),
    rule({ all: [{ ...large, operator: 'lessThanInclusive' }] }, { name: 'second', priority: 1 }),
  ];
  const { gaps, impossible, seen, possible } = measure(rules, [{ 'project.tasks': 6 }, anything]);
  t.deepEqual([gaps, seen, possible], [[], 3, 3]);
  t.deepEqual(
    impossible.map(({ comparison, outcome }) => [comparison.at, outcome]),
    [[['rules', 1, 'conditions', 'all', 0], false]],
  );
});

test('coverage: for a gap there are facts that close it, and what the rules say about them', (t) => {
  const rules = [
    rule({ all: [planned] }, { name: 'first', priority: 2 }),
    rule({ all: [large, { not: open }] }, { name: 'second', priority: 1 }),
  ];
  const { gaps } = measure(rules, [anything, { 'project.tasks': 6 }]);
  const shown = gaps.map((gap) => [
    changedFacts(gap.shown?.facts ?? {}, sampleFacts('phase')),
    gap.shown?.verdict.hits.map((hit) => hit.rule),
  ]);
  t.deepEqual(shown, [
    [{ 'project.planned': true }, ['first']],
    [{ 'project.tasks': 6, 'project.tasksOpen': 1 }, []],
  ]);
});

test('coverage: of a rule that never fires its name is told', (t) => {
  const { rules } = measure(two, [{ 'project.tasks': 6 }]);
  t.deepEqual(
    rules.map(({ rule: name, fired, rested }) => [name, fired, rested]),
    [
      ['first', false, true],
      ['second', true, false],
    ],
  );
});
