import test from 'ava';
import type { Rule, RuleSetSpec } from '../../controller/catalog/kinds/rule-set.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { problemPath } from '../../controller/policy/load/problems.ts';
import { compare, problemsOf } from '../support/load-problems.ts';
import { phaseFacts, rule, ruleSet } from '../support/rule-set.ts';

const sound = { all: [{ fact: 'project.planned', operator: 'equal', value: true }] };

const refusesSet = test.macro({
  exec: (t, rules: readonly Rule[], changes: Partial<RuleSetSpec>, ...messages: readonly string[]) => {
    t.deepEqual(problemsOf(rules, changes), messages);
  },
  title: (what) => `load: refuses ${what}`,
});
const scoring = { stage: 'scoring', hitPolicy: 'collect-sum' } as const;
const scored = { all: [{ fact: 'agent.load', operator: 'equal', value: 0 }] };
const score = (params: Readonly<Record<string, unknown>>) => [rule(scored, { event: { type: 'score', params } })];
const question = (params: Readonly<Record<string, unknown>>) => [
  rule({ all: [{ fact: 'attempts', operator: 'equal', value: 1 }] }, { event: { type: 'person', params } }),
];
const actions = 'retry, reassign, condense, supervise, person, fail';

test(
  'a phase that there is not',
  refusesSet,
  [rule(sound, { event: { type: 'Delegating' } })],
  {},
  'rule only, rules[0].event.type: expected one of Escalate, Reassign, Plan, Delegate, Monitor, Complete, Failed, Cancelled, found Delegating; did you mean Delegate?',
);
test(
  'a reserved event',
  refusesSet,
  [rule(sound, { event: { type: 'error' } })],
  {},
  'rule only, rules[0].event.type: expected one of Escalate, Reassign, Plan, Delegate, Monitor, Complete, Failed, Cancelled, found error, which json-rules-engine reserves',
);
test(
  'an unknown fact in params',
  refusesSet,
  [rule(sound, { event: { type: 'Plan', params: { x: { fact: 'nope' } } } })],
  {},
  'rule only, rules[0].event.params.x.fact: expected a fact of the phase stage, found "nope"',
);
test(
  'two rules of one name',
  refusesSet,
  [rule(sound), rule(sound, { priority: 2 })],
  {},
  'rule only, rules[1].name: expected a name of its own, found only, the name of rules[0] too',
);
test(
  'equal priorities with hit policy first',
  refusesSet,
  [rule(sound), rule(sound, { name: 'other' })],
  {},
  'rule other, rules[1].priority: expected a priority of its own, found 1, the priority of rule only too',
);
test(
  'scoring without a sum',
  refusesSet,
  score({ add: 1 }),
  { ...scoring, hitPolicy: 'first' },
  'hitPolicy: expected collect-sum for the scoring stage, found first',
);
test(
  'a sum of phases',
  refusesSet,
  [rule(sound)],
  { hitPolicy: 'collect-sum' },
  'hitPolicy: expected first or collect for the phase stage, found collect-sum',
);
test(
  'a score of no number',
  refusesSet,
  score({ add: 'lots' }),
  scoring,
  'rule only, rules[0].event.params.add: expected a number or {fact: …} to add, found "lots"',
);
test(
  'a score without add',
  refusesSet,
  score({}),
  scoring,
  'rule only, rules[0].event.params.add: expected a number or {fact: …} to add, found nothing',
);
test(
  'a score of a fact that is no number',
  refusesSet,
  score({ add: { fact: 'agent.role' } }),
  scoring,
  'rule only, rules[0].event.params.add: expected a fact that is a number to add, found agent.role, a string',
);
test(
  'times that are no number',
  refusesSet,
  score({ add: 1, times: '2' }),
  scoring,
  'rule only, rules[0].event.params.times: expected a number, found "2"',
);
test(
  'more than a score',
  refusesSet,
  score({ add: 1, minus: 2 }),
  scoring,
  'rule only, rules[0].event.params.minus: expected add and times, found minus',
);
test(
  'an answer that nobody can give',
  refusesSet,
  question({ options: ['retyr'] }),
  { stage: 'escalation' },
  `rule only, rules[0].event.params.options: expected a list of approve, deny, happened, not-happened, ${actions}, found ["retyr"]`,
);
test(
  'a question that expires at once',
  refusesSet,
  question({ expiresMinutes: 0 }),
  { stage: 'escalation' },
  'rule only, rules[0].event.params.expiresMinutes: expected minutes above 0, found 0',
);
test(
  'an expiry into nothing',
  refusesSet,
  question({ onExpiry: 'sleep' }),
  { stage: 'escalation' },
  `rule only, rules[0].event.params.onExpiry: expected one of ${actions}, found "sleep"`,
);

const allowing = { all: [{ fact: 'agent.hasSkill', operator: 'equal', value: true }] };
test(
  'what rules remember outside of the phase stage',
  refusesSet,
  [rule(allowing, { event: { type: 'allow' }, for: '1m', keepFor: '1m', rate: { times: 2, within: '1m' } })],
  { stage: 'permission' },
  'rule only, rules[0].for: expected for in the phase stage alone, which has a memory, found it in permission',
  'rule only, rules[0].keepFor: expected keepFor in the phase stage alone, which has a memory, found it in permission',
  'rule only, rules[0].rate: expected rate in the phase stage alone, which has a memory, found it in permission',
);
test(
  'a memory of more than a year',
  refusesSet,
  [rule(sound, { for: '367d', rate: { times: 2, within: '99999h' } })],
  {},
  'rule only, rules[0].for: expected at most 366d, found 367d',
  'rule only, rules[0].rate.within: expected at most 366d, found 99999h',
);
test(
  'a look at what rules remember',
  refusesSet,
  [
    rule(compare('timers', 'equal', null, { path: '$.only' }), {
      event: { type: 'Plan', params: { t: { fact: 'timers' } } },
    }),
  ],
  {},
  'rule only, rules[0].conditions.all[0].fact: expected a fact for conditions to look at, found timers, which the rules keep for themselves',
  'rule only, rules[0].event.params.t.fact: expected a fact for conditions to look at, found timers, which the rules keep for themselves',
);
test(
  'a first word left to chance',
  refusesSet,
  [rule(sound), rule(sound, { name: 'same' }), rule(sound, { name: 'other', event: { type: 'Plan' } })],
  { hitPolicy: 'collect' },
  'rule other, rules[2].priority: expected a priority of its own, since the first true rule is followed in the phase stage, found 1, the priority of rule only, which says something else',
);
test(
  'a param that would not be a member',
  refusesSet,
  [rule(sound, { event: { type: 'Plan', params: JSON.parse('{ "__proto__": 1 }') as Record<string, unknown> } })],
  {},
  'rule only, rules[0].event.params.__proto__: expected another name, found __proto__',
);
test(
  'a name that is no text',
  refusesSet,
  [rule({ ...sound, name: { deep: true } })],
  {},
  'rule only, rules[0].conditions.name: expected a text, found {"deep":true}',
);

const refer = (name: string) => ({ all: [{ condition: name }] });
test(
  'references that lead back',
  refusesSet,
  [rule(refer('a'))],
  { conditions: { a: refer('b'), b: refer('c'), c: refer('a') } },
  'conditions.a: expected references that end, found a → b → c → a',
);
test(
  'a reference to itself',
  refusesSet,
  [rule(sound)],
  { conditions: { a: { not: { condition: 'a' } } } },
  'conditions.a: expected references that end, found a → a',
);
test(
  'what is wrong in a named condition',
  refusesSet,
  [rule(sound)],
  { conditions: { a: { all: [] } } },
  'conditions.a.all: expected at least one condition, found none',
);

test('load: refuses nesting without end', (t) => {
  let conditions: Readonly<Record<string, unknown>> = sound;
  for (let depth = 0; depth < 5_000; depth += 1) conditions = { not: conditions };
  const [problem, ...others] = problemsOf([rule(conditions)]);
  t.regex(problem ?? '', /expected at most 32 levels of conditions, found more$/);
  t.is(others.length, 0);
});

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
const deep = (): unknown => {
  let value: unknown = 1;
  for (let depth = 0; depth < 20_000; depth += 1) value = { deeper: value };
  return value;
};
test('load: refuses values that nest without end, wherever they are', (t) => {
  const tooDeep = 'expected at most 500 levels, found more';
  t.deepEqual(problemsOf([rule(sound, { event: { type: 'Plan', params: { x: deep() } } })]), [
    `rule only, rules[0].event: ${tooDeep}`,
  ]);
  t.deepEqual(problemsOf([rule(sound)], { tests: [{ name: 'x', facts: { x: deep() }, expect: { none: true } }] }), [
    `tests: ${tooDeep}`,
  ]);
  t.deepEqual(problemsOf([rule(compare('phase', 'equal', deep()))]), [
    'rule only, rules[0].conditions.all[0].value: expected a plain value, found something of more than 500 levels',
  ]);
});

test('load: takes values that nest as deep as anybody could want', (t) => {
  t.deepEqual(problemsOf([rule(sound, { event: { type: 'Plan', params: { x: nested(400) } } })]), []);
});

test('load: takes shadow rules in every stage', (t) => {
  t.deepEqual(problemsOf([rule(allowing, { event: { type: 'allow' }, mode: 'shadow' })], { stage: 'permission' }), []);
});

test('load: takes ten thousand rules, and finds the one that is true', (t) => {
  const rules = Array.from({ length: 10_000 }, (_, index) =>
    rule(compare('task.name', 'equal', `task-${index}`), { name: `rule-${index}`, priority: index + 1 }),
  );
  const { bundle } = loadRuleSet(ruleSet(rules));
  t.deepEqual(
    bundle?.evaluate(phaseFacts({ 'task.name': 'task-1234' })).hits.map(({ rule: name }) => name),
    ['rule-1234'],
  );
  t.deepEqual(bundle?.evaluate(phaseFacts({ 'task.name': 'nobody' })).hits, []);
});

test('load: refuses conditions that name one another into something enormous', (t) => {
  const twice = (name: string) => ({ all: [{ condition: name }, { condition: name }] });
  const names = Array.from({ length: 40 }, (_, index) => `c${index}`);
  const conditions = Object.fromEntries(
    names.map((name, index) => [name, index === 0 ? sound : twice(`c${index - 1}`)]),
  );
  t.deepEqual(problemsOf([rule({ condition: 'c39' })], { conditions }), [
    'rule only, rules[0].conditions: expected at most 1000 comparisons with references followed, found 549755813888',
  ]);
});

test('load: refuses a chain of conditions that is too long to walk', (t) => {
  const names = Array.from({ length: 250 }, (_, index) => `c${index}`);
  const next = (index: number) => (index === 0 ? sound : { not: { condition: `c${index - 1}` } });
  const conditions = Object.fromEntries(names.map((name, index) => [name, next(index)]));
  t.deepEqual(problemsOf([rule({ condition: 'c249' })], { conditions }), [
    'rule only, rules[0].conditions: expected at most 64 levels with references followed, found 251',
  ]);
});

test('load: tells every problem, and where it is in the document', (t) => {
  const rules = [
    rule(compare('phase', 'equal', 'Plann')),
    rule({ all: [{ not: { any: [] } }] }, { name: 'second', priority: 2 }),
  ];
  const problems = loadRuleSet(ruleSet(rules)).problems ?? [];
  t.deepEqual(problems.map(problemPath), [
    ['spec', 'rules', 0, 'conditions', 'all', 0, 'value'],
    ['spec', 'rules', 1, 'conditions', 'all', 0, 'not', 'any'],
  ]);
  t.deepEqual(
    problems.map((problem) => problem.details['path']),
    ['rules[0].conditions.all[0].value', 'rules[1].conditions.all[0].not.any'],
  );
  t.deepEqual(
    problems.map((problem) => problem.details['rule']),
    ['only', 'second'],
  );
  t.true(problems.every((problem) => problem.code === 'RULES_INVALID'));
});

test('load: tells twenty problems and counts the rest', (t) => {
  const rules = Array.from({ length: 30 }, (_, index) =>
    rule({ all: [] }, { name: `rule-${index}`, priority: index + 1 }),
  );
  const messages = problemsOf(rules);
  t.is(messages.length, 21);
  t.is(messages.at(-1), 'expected sound rules, found 10 more problems');
});

test('load: keeps a copy that later changes do not reach', async (t) => {
  const value = ['Plan'];
  const resource = ruleSet([rule(compare('phase', 'in', value))]);
  const { bundle } = loadRuleSet(resource);
  value.push('Monitor');
  const verdict = bundle?.evaluate(phaseFacts({ phase: 'Monitor' }));
  t.deepEqual(verdict?.hits, []);
});

test('load: keeps a copy of what a rule says', (t) => {
  const params = { options: ['retry'] };
  const { bundle } = loadRuleSet(ruleSet([rule(sound, { event: { type: 'Plan', params } })]));
  params.options.push('fail');
  const [hit] = bundle?.evaluate(phaseFacts({ 'project.planned': true })).hits ?? [];
  t.deepEqual(hit?.params, { options: ['retry'] });
  t.true(Object.isFrozen(hit?.params['options']));
});

test('load: gives equal specs equal digests', (t) => {
  const first = loadRuleSet(ruleSet([rule(sound)])).bundle?.digest;
  t.is(first, loadRuleSet(ruleSet([rule(structuredClone(sound))])).bundle?.digest);
  t.not(first, loadRuleSet(ruleSet([rule(sound, { priority: 2 })])).bundle?.digest);
  const tests = [{ name: 'one more case', facts: {}, expect: { none: true } }];
  t.is(first, loadRuleSet(ruleSet([rule(sound)], { tests })).bundle?.digest, 'cases decide nothing');
  t.regex(first ?? '', /^[0-9a-f]{64}$/);
});
