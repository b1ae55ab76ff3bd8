import { Engine } from 'json-rules-engine';
import test from 'ava';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import type { FactValue } from '../../controller/policy/facts.ts';
import { sampleFacts } from '../../controller/policy/testing/sample-facts.ts';
import { bundleOf, phaseFacts, rule, ruleSet } from '../support/rule-set.ts';

const compare = (fact: string, operator: string, value: unknown, more: object = {}) => ({
  all: [{ fact, operator, value, ...more }],
});
const planned = compare('project.planned', 'equal', true);
const always = compare('project.tasks', 'greaterThanInclusive', 0);
const names = (count: number) => Array.from({ length: count }, (_, index) => `rule-${index}`);

const judges = test.macro({
  exec: async (
    t,
    conditions: Readonly<Record<string, unknown>>,
    facts: Readonly<Record<string, FactValue>>,
    fires: boolean,
  ) => {
    const verdict = bundleOf(ruleSet([rule(conditions)])).evaluate(phaseFacts(facts));
    t.is(verdict.hits.length, fires ? 1 : 0);
  },
  title: (what) => `evaluate: ${what}`,
});

test('a comparison that holds fires', judges, planned, { 'project.planned': true }, true);
test('a comparison that does not hold stays silent', judges, planned, {}, false);
test('not turns an outcome', judges, { not: planned }, {}, true);
test('any needs one', judges, { any: [planned, always] }, {}, true);
test('all needs every one', judges, { all: [planned, always] }, {}, false);
test(
  'null is not less than a number',
  judges,
  compare('project.minutesLeft', 'lessThanInclusive', 0),
  { 'project.minutesLeft': null },
  false,
);
test(
  'null is not greater than a negative number',
  judges,
  compare('project.minutesLeft', 'greaterThan', -1),
  { 'project.minutesLeft': null },
  false,
);
test(
  'a number is not greater than null',
  judges,
  compare('task.runMinutes', 'greaterThanInclusive', { fact: 'task.timeoutMinutes' }),
  { 'task.runMinutes': 5 },
  false,
);
test(
  'a fact compares with a fact',
  judges,
  compare('task.runMinutes', 'greaterThanInclusive', { fact: 'task.timeoutMinutes' }),
  { 'task.runMinutes': 5, 'task.timeoutMinutes': 5 },
  true,
);
test('null equals null', judges, compare('task.outcome', 'equal', null), {}, true);
test('null is not equal to a value', judges, compare('task.outcome', 'notEqual', 'failed'), {}, true);
test('someValue looks in a list', judges, compare('phase', 'someValue:equal', ['Monitor', 'Plan']), {}, true);
test('not:in is notIn', judges, compare('phase', 'not:in', ['Monitor', 'Plan']), {}, false);
test('swap turns the sides', judges, compare('project.tasks', 'swap:lessThan', 3), { 'project.tasks': 4 }, true);

test('evaluate: a path leads into an object, and what is not there is null', async (t) => {
  const score = (name: string, conditions: Readonly<Record<string, unknown>>): Rule =>
    rule(conditions, { name, event: { type: 'score', params: { add: 1 } } });
  const bundle = bundleOf(
    ruleSet(
      [
        score('found', compare('agent.traits', 'equal', 'high', { path: '$.care.level' })),
        score('missing-is-null', compare('agent.traits', 'equal', null, { path: '$.speed' })),
        score('missing-is-small', compare('agent.traits', 'lessThan', 5, { path: '$.speed' })),
        score('inherited', compare('agent.traits', 'notEqual', null, { path: '$.constructor' })),
        score('length', compare('agent.skills', 'equal', 2, { path: '$.length' })),
        score('contains', compare('agent.skills', 'contains', 'read_file')),
        score('some-fact', compare('agent.skills', 'someFact:equal', 'write_file')),
      ],
      { stage: 'scoring', hitPolicy: 'collect-sum' },
    ),
  );
  const facts = {
    ...sampleFacts('scoring'),
    'agent.traits': { care: { level: 'high' } },
    'agent.skills': ['read_file', 'write_file'],
  };
  const verdict = bundle.evaluate(facts);
  t.deepEqual(
    verdict.hits.map((hit) => hit.rule),
    ['found', 'missing-is-null', 'length', 'contains', 'some-fact'],
  );
  t.is(verdict.score, 5);
});

test('json-rules-engine: one engine run twice at once loses rules, which is why its rules are evaluated one by one', async (t) => {
  t.true(await enginesRunAtOnceLoseRules(), 'json-rules-engine has mended this; Engine.run could be used again');
});

async function enginesRunAtOnceLoseRules(): Promise<boolean> {
  const conditions = { all: [{ fact: 'n', operator: 'equal', value: 1 }] };
  const engine = new Engine(
    names(5).map((name, index) => ({ name, conditions, event: { type: 'x' }, priority: index + 1 })),
  );
  for (let stagger = 0; stagger < 60; stagger += 1) {
    const first = engine.run({ n: 1 });
    for (let turn = 0; turn < stagger; turn += 1) await Promise.resolve();
    const results = await Promise.all([first, engine.run({ n: 1 })]);
    if (results.some((result) => result.results.length < 5)) return true;
  }
  return false;
}

test('evaluate: hits come by priority, then in the order of definition, however deep their conditions', async (t) => {
  const deep = { all: [{ any: [{ all: [{ any: [always] }] }] }] };
  const rules = [
    rule(deep, { name: 'deep' }),
    rule(always, { name: 'shallow' }),
    rule(deep, { name: 'first', priority: 9 }),
  ];
  const verdict = bundleOf(ruleSet(rules, { hitPolicy: 'collect' })).evaluate(phaseFacts());
  t.deepEqual(
    verdict.hits.map((hit) => hit.rule),
    ['first', 'deep', 'shallow'],
  );
});

test('evaluate: first takes the true rule of the highest priority alone', async (t) => {
  const rules = [
    rule(always, { name: 'low' }),
    rule(always, { name: 'high', priority: 5 }),
    rule(planned, { name: 'false', priority: 9 }),
  ];
  const verdict = bundleOf(ruleSet(rules)).evaluate(phaseFacts());
  t.deepEqual(verdict.hits, [{ rule: 'high', type: 'Delegate', params: {} }]);
});

test('evaluate: a verdict names its rule set, digest and policy', async (t) => {
  const bundle = bundleOf(ruleSet([rule(planned)]));
  const { hits: _, ...verdict } = bundle.evaluate(phaseFacts());
  t.deepEqual(verdict, { stage: 'phase', ruleSet: 'under-test', digest: bundle.digest, hitPolicy: 'first' });
});

test('evaluate: named conditions are shared by rules', async (t) => {
  const conditions = {
    ready: { all: [planned, { condition: 'young' }] },
    young: { any: [compare('phaseMinutes', 'lessThan', 1)] },
  };
  const rules = [rule({ condition: 'ready' }, { name: 'a' }), rule({ not: { condition: 'ready' } }, { name: 'b' })];
  const bundle = bundleOf(ruleSet(rules, { hitPolicy: 'collect', conditions }));
  const fired = async (isPlanned: boolean) =>
    bundle.evaluate(phaseFacts({ 'project.planned': isPlanned })).hits.map((hit) => hit.rule);
  t.deepEqual(await fired(true), ['a']);
  t.deepEqual(await fired(false), ['b']);
});

test('evaluate: params carry the facts that they refer to', async (t) => {
  const params = { why: 'planned', tasks: { fact: 'project.tasks' }, nested: { plain: [1, 2] } };
  const bundle = bundleOf(ruleSet([rule(always, { event: { type: 'Delegate', params } })]));
  const verdict = bundle.evaluate(phaseFacts({ 'project.tasks': 7 }));
  t.deepEqual(verdict.hits[0]?.params, { why: 'planned', tasks: 7, nested: { plain: [1, 2] } });
});

const scores = test.macro({
  exec: async (
    t,
    params: Readonly<Record<string, unknown>>,
    facts: Readonly<Record<string, FactValue>>,
    expected: number,
  ) => {
    const rules = [rule(compare('agent.load', 'greaterThanInclusive', 0), { event: { type: 'score', params } })];
    const bundle = bundleOf(ruleSet(rules, { stage: 'scoring', hitPolicy: 'collect-sum' }));
    const verdict = bundle.evaluate({ ...sampleFacts('scoring'), ...facts });
    t.is(verdict.score, expected);
    t.is(verdict.hits[0]?.score, expected);
  },
  title: (what) => `evaluate: ${what}`,
});

test('a score may be a number', scores, { add: -12.5 }, {}, -12.5);
test('a score may be a fact', scores, { add: { fact: 'agent.failuresHere' } }, { 'agent.failuresHere': 3 }, 3);
test(
  'a score may be a fact by a number',
  scores,
  { add: { fact: 'agent.load' }, times: -15 },
  { 'agent.load': 0.1 },
  -1.5,
);
test('a fact that is not known adds nothing', scores, { add: { fact: 'agent.meanUsd' }, times: 10 }, {}, 0);
test(
  'a trait that is no number adds nothing',
  scores,
  { add: { fact: 'agent.traits', path: '$.speed' } },
  { 'agent.traits': { speed: 'high' } },
  0,
);
test('a score of nothing is 0, not -0', scores, { add: { fact: 'agent.failuresHere' }, times: -30 }, {}, 0);

const refusesFacts = test.macro({
  exec: async (t, facts: Readonly<Record<string, FactValue>>, message: string) => {
    const error = t.throws(() => bundleOf(ruleSet([rule(always)])).evaluate(facts), { instanceOf: MaiosError });
    t.is(error?.code, 'INTERNAL');
    t.is(error?.message, message);
  },
  title: (what) => `evaluate: refuses ${what}`,
});

const { now: _now, ...withoutNow } = phaseFacts();
test('a missing fact', refusesFacts, withoutNow, 'fact now of the phase stage: expected a number, found nothing');
test(
  'a fact of another type',
  refusesFacts,
  phaseFacts({ 'project.tasks': '3' }),
  'fact project.tasks of the phase stage: expected a number, found "3"',
);
test(
  'null where it may not be',
  refusesFacts,
  phaseFacts({ phase: null }),
  'fact phase of the phase stage: expected a string, found null',
);
test(
  'a value that there is not',
  refusesFacts,
  phaseFacts({ phase: 'Idle' }),
  'fact phase of the phase stage: expected one of Escalate, Reassign, Plan, Delegate, Monitor, Complete, Failed, Cancelled, found "Idle"',
);
test(
  'a number that has no JSON',
  refusesFacts,
  phaseFacts({ phaseMinutes: Infinity }),
  'fact phaseMinutes of the phase stage: expected a number, found null',
);

const nested = (levels: number): FactValue => (levels === 0 ? 1 : { deeper: nested(levels - 1) });
const refusesTraits = test.macro({
  exec: (t, traits: unknown) => {
    const bundle = bundleOf(
      ruleSet([rule(compare('agent.load', 'equal', 0), { event: { type: 'score', params: { add: 1 } } })], {
        stage: 'scoring',
        hitPolicy: 'collect-sum',
      }),
    );
    const facts = { ...sampleFacts('scoring'), 'agent.traits': traits as FactValue };
    const error = t.throws(() => bundle.evaluate(facts), { instanceOf: MaiosError, code: 'INTERNAL' });
    t.regex(error?.message ?? '', /^fact agent.traits of the scoring stage: expected a object, found /);
    t.throws(() => bundle.given({ now: 1 })(facts), { instanceOf: MaiosError, code: 'INTERNAL' });
  },
  title: (what) => `evaluate: refuses an object with ${what}`,
});
test('a number that has no JSON in it', refusesTraits, { care: { level: Number.NaN } });
test('a member that is undefined', refusesTraits, { care: undefined });
test('a function in it', refusesTraits, { care: [() => 1] });
test('more levels than anybody could want', refusesTraits, nested(600));

test('evaluate: one rule that cannot be judged is named, and leaves the others alone', async (t) => {
  const params = { add: 1 };
  const rules = [
    rule(compare('agent.load', 'equal', 0), { name: 'sound', priority: 9, event: { type: 'score', params } }),
    rule(
      { all: [{ fact: 'agent.role', operator: 'in', value: { fact: 'agent.traits', path: '$.roles' } }] },
      { name: 'broken', event: { type: 'score', params } },
    ),
  ];
  const bundle = bundleOf(ruleSet(rules, { stage: 'scoring', hitPolicy: 'collect-sum' }));
  const broken = bundle.evaluate(sampleFacts('scoring'));
  t.deepEqual(broken.faults, [{ rule: 'broken', message: 'expected a list to look in, found null' }]);
  t.is(broken.score, 1);
  const verdict = bundle.evaluate({ ...sampleFacts('scoring'), 'agent.traits': { roles: ['developer'] } });
  t.is(verdict.score, 2);
});

test('evaluate: a score beyond all bounds stays a number', (t) => {
  const says = (name: string, add: number) =>
    rule(compare('agent.load', 'equal', 0), { name, event: { type: 'score', params: { add, times: 1e300 } } });
  const scored = (...rules: readonly Rule[]) =>
    bundleOf(ruleSet(rules, { stage: 'scoring', hitPolicy: 'collect-sum' })).evaluate(sampleFacts('scoring')).score;
  t.is(scored(says('much', 1e300)), 1e15);
  t.is(scored(says('much', 1e300), says('little', -1e300)), 0);
});

test('evaluate: the same facts give the same bytes', async (t) => {
  const rules = names(20).map((name, index) =>
    rule(index % 2 === 0 ? always : planned, { name, priority: ((index * 7) % 5) + 1 }),
  );
  const bundle = bundleOf(ruleSet(rules, { hitPolicy: 'collect' }));
  const verdicts = names(10).map(() => bundle.evaluate(phaseFacts()));
  t.is(new Set(verdicts.map((verdict) => JSON.stringify(verdict))).size, 1);
});
