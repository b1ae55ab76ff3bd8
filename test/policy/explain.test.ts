import test from 'ava';
import { explainVerdict } from '../../controller/policy/explain.ts';
import { bundleOf, phaseFacts, rule, ruleSet } from '../support/rule-set.ts';

const resource = ruleSet(
  [
    rule(
      { all: [{ fact: 'phase', operator: 'equal', value: 'Monitor' }, { condition: 'late' }] },
      { name: 'timed-out', description: 'It takes too long.', priority: 9, event: { type: 'Escalate' } },
    ),
    rule(
      { not: { any: [{ fact: 'subject', operator: 'equal', value: 'project' }] } },
      { name: 'is-task', priority: 8 },
    ),
    rule({ all: [{ fact: 'project.tasks', operator: 'greaterThan', value: 0 }] }, { name: 'has-tasks', priority: 7 }),
    rule({ any: [{ fact: 'phase', operator: 'in', value: ['Monitor'] }] }, { name: 'also-true', priority: 6 }),
  ],
  {
    conditions: {
      late: { any: [{ fact: 'task.runMinutes', operator: 'greaterThan', value: { fact: 'task.timeoutMinutes' } }] },
    },
  },
);
const facts = phaseFacts({ phase: 'Monitor', 'project.tasks': 2, 'task.runMinutes': 5, 'task.timeoutMinutes': 30 });

test('explain: tells of each rule whether it fired, and the comparison that settled it', async (t) => {
  const verdict = bundleOf(resource).evaluate(facts);
  const explanation = explainVerdict(resource, facts, verdict);
  t.true(explanation.sameRules);
  t.is(explanation.ruleSet, 'under-test');
  t.deepEqual(explanation.rules, [
    {
      rule: 'timed-out',
      description: 'It takes too long.',
      priority: 9,
      outcome: 'not-true',
      missing: 1,
      type: 'Escalate',
      because: {
        fact: 'task.runMinutes',
        found: 5,
        operator: 'greaterThan',
        expected: 30,
        expectedFact: 'task.timeoutMinutes',
        holds: false,
        via: ['late'],
        negated: false,
      },
    },
    {
      rule: 'is-task',
      priority: 8,
      outcome: 'not-true',
      missing: 1,
      type: 'Delegate',
      because: {
        fact: 'subject',
        found: 'project',
        operator: 'equal',
        expected: 'project',
        holds: true,
        via: [],
        negated: true,
      },
    },
    {
      rule: 'has-tasks',
      priority: 7,
      outcome: 'fired',
      missing: 0,
      type: 'Delegate',
      hit: { rule: 'has-tasks', type: 'Delegate', params: {} },
      because: {
        fact: 'project.tasks',
        found: 2,
        operator: 'greaterThan',
        expected: 0,
        holds: true,
        via: [],
        negated: false,
      },
    },
    {
      rule: 'also-true',
      priority: 6,
      outcome: 'overtaken',
      missing: 0,
      type: 'Delegate',
      because: {
        fact: 'phase',
        found: 'Monitor',
        operator: 'in',
        expected: ['Monitor'],
        holds: true,
        via: [],
        negated: false,
      },
    },
  ]);
});

test('explain: says when the rules have changed since', async (t) => {
  const verdict = bundleOf(resource).evaluate(facts);
  const changed = ruleSet(resource.spec.rules.slice(2), {});
  t.false(explainVerdict(changed, facts, verdict).sameRules);
});

test('explain: refuses a rule set that is no longer sound', async (t) => {
  const verdict = bundleOf(resource).evaluate(facts);
  t.throws(() => explainVerdict(ruleSet([rule({ all: [] })]), facts, verdict), { code: 'RULES_INVALID' });
});

test('explain: says how near a rule came', async (t) => {
  const is = (fact: string, value: unknown) => ({ fact, operator: 'equal', value });
  const far = { all: [is('phase', 'Plan'), is('subject', 'task'), is('project.planned', true)] };
  const rules = [
    rule(far, { name: 'all-adds-up', priority: 4 }),
    rule({ any: [far, is('subject', 'task')] }, { name: 'any-takes-the-nearest', priority: 3 }),
    rule(
      { not: { any: [is('phase', 'Monitor'), is('subject', 'project')] } },
      { name: 'not-turns-round', priority: 2 },
    ),
    rule({ all: [{ condition: 'far' }] }, { name: 'names-are-followed' }),
  ];
  const set = ruleSet(rules, { conditions: { far } });
  const { rules: explained } = explainVerdict(set, facts, bundleOf(set).evaluate(facts));
  t.deepEqual(
    explained.map(({ missing }) => missing),
    [3, 1, 2, 3],
  );
});
