import test from 'ava';
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { FactValue, Facts } from '../../controller/policy/facts.ts';
import { sampleFacts } from '../../controller/policy/testing/sample-facts.ts';
import { problemsOf } from '../support/load-problems.ts';
import { bundleOf, rule, ruleSet } from '../support/rule-set.ts';

// Each line of "Where it differs" in docs/rules/language.md, with json-rules-engine as it comes out of the box.
type Said = boolean | 'fails';
type Raw = Readonly<Record<string, unknown>>;

const labels = (path: string, operator: string, value: FactValue): Raw => ({
  fact: 'agent.labels',
  path: `$.${path}`,
  operator,
  value,
});

const differs = test.macro({
  exec: async (t, all: readonly Raw[], facts: Facts, ours: Said, theirs: Said) => {
    const conditions = { all };
    const snapshot = { ...sampleFacts('permission'), ...facts };
    const event = { type: 'allow' };
    const { hits, faults } = bundleOf(ruleSet([rule(conditions, { event })], { stage: 'permission' })).evaluate(
      snapshot,
    );
    t.is(faults === undefined ? hits.length > 0 : 'fails', ours);
    t.is(await engineSays(conditions, snapshot), theirs);
  },
  title: (what) => `difference: ${what}`,
});

async function engineSays(conditions: Raw, facts: Facts): Promise<Said> {
  const engine = new Engine();
  // The cast is what our own checks stand for.
  engine.addRule({ conditions: structuredClone(conditions) as unknown as TopLevelCondition, event: { type: 'true' } });
  try {
    return (await engine.run({ ...facts })).events.length > 0;
  } catch {
    return 'fails';
  }
}

test(
  'a text is not greater than a number',
  differs,
  [labels('rank', 'greaterThan', 9)],
  { 'agent.labels': { rank: '10' } },
  false,
  true,
);
test(
  'a text on the right is no number',
  differs,
  [{ fact: 'now', operator: 'greaterThan', value: { fact: 'agent.labels', path: '$.rank' } }],
  { now: 10, 'agent.labels': { rank: '9' } },
  false,
  true,
);
test(
  'null on the right is not 0',
  differs,
  [{ fact: 'now', operator: 'greaterThan', value: { fact: 'agent.labels', path: '$.rank' } }],
  { now: 10, 'agent.labels': { rank: null } },
  false,
  true,
);
test('what a path does not find is null', differs, [labels('rank', 'equal', null)], {}, true, false);
test(
  'a group ends where it is settled',
  differs,
  [
    labels('teams', 'notEqual', null),
    { fact: 'agent.role', operator: 'in', value: { fact: 'agent.labels', path: '$.teams' } },
  ],
  { 'agent.labels': { teams: null } },
  false,
  'fails',
);
test(
  'a text is no list, and looking in it fails',
  differs,
  [{ fact: 'agent.role', operator: 'in', value: { fact: 'agent.labels', path: '$.teams' } }],
  { 'agent.role': 'admin', 'agent.labels': { teams: 'administrator' } },
  'fails',
  true,
);

test('difference: a text to look in is refused at load', (t) => {
  const [problem] = problemsOf([rule({ all: [{ fact: 'phase', operator: 'in', value: 'Planning' }] })]);
  t.regex(problem ?? '', /expected a list to look in, found "Planning"$/);
});

test('difference: an unknown operator is refused at load, and not when it is judged', async (t) => {
  const conditions = { all: [{ fact: 'phase', operator: 'equls', value: 'Plan' }] };
  t.is(problemsOf([rule(conditions)]).length, 1);
  t.notThrows(() => new Engine([{ conditions, event: { type: 'true' } }]));
  t.is(await engineSays(conditions, sampleFacts('phase')), 'fails');
});

test('difference: a rule that cannot be judged leaves the others alone', async (t) => {
  const broken = { all: [{ fact: 'agent.role', operator: 'in', value: { fact: 'agent.labels', path: '$.teams' } }] };
  const sound = { all: [{ fact: 'agent.role', operator: 'equal', value: 'tester' }] };
  const event = { type: 'allow' };
  const rules = [rule(broken, { name: 'broken', event }), rule(sound, { name: 'sound', event })];
  const facts = { ...sampleFacts('permission'), 'agent.role': 'tester' };
  const verdict = bundleOf(ruleSet(rules, { stage: 'permission', hitPolicy: 'collect' })).evaluate(facts);
  t.deepEqual(
    verdict.hits.map(({ rule: name }) => name),
    ['sound'],
  );
  t.deepEqual(verdict.faults, [{ rule: 'broken', message: 'expected a list to look in, found null' }]);
  const engine = new Engine(
    rules.map(({ conditions }) => ({ conditions: structuredClone(conditions) as unknown as TopLevelCondition, event })),
  );
  await t.throwsAsync(engine.run({ ...facts }), { instanceOf: TypeError });
});

test('difference: rules of one priority come as they are written, however deep', async (t) => {
  const flat = { all: [{ fact: 'phase', operator: 'equal', value: 'Plan' }] };
  const deep = { all: [{ any: [{ all: [{ any: flat.all }] }] }] };
  const rules = [rule(deep, { name: 'deep' }), rule(flat, { name: 'flat' })];
  const facts = sampleFacts('phase');
  const { hits } = bundleOf(ruleSet(rules, { hitPolicy: 'collect' })).evaluate(facts);
  t.deepEqual(
    hits.map(({ rule: name }) => name),
    ['deep', 'flat'],
  );
  const engine = new Engine(
    rules.map(({ name, conditions }) => ({
      conditions: structuredClone(conditions) as unknown as TopLevelCondition,
      event: { type: name },
    })),
  );
  t.deepEqual(
    (await engine.run({ ...facts })).events.map(({ type }) => type),
    ['flat', 'deep'],
  );
});
