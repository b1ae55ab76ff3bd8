import test, { type ExecutionContext } from 'ava';
import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import type { Rule } from '../../../controller/catalog/kinds/rule-set.ts';
import type { Facts, FactValue } from '../../../controller/policy/facts.ts';
import { createReplay } from '../../../controller/policy/replay/create-replay.ts';
import { outcomeOf } from '../../../controller/policy/replay/outcome.ts';
import type { RecordedDecision } from '../../../controller/policy/replay/recorded-decision.ts';
import { sampleFacts } from '../../../controller/policy/testing/sample-facts.ts';
import { recorded } from '../../support/recorded-decision.ts';
import { readRules } from '../../support/read-rules.ts';
import { bundleOf, phaseFacts, rule, ruleSet } from '../../support/rule-set.ts';

function reportOf(old: RuleSetResource, next: RuleSetResource, decisions: readonly RecordedDecision[]) {
  const replay = createReplay(old, next);
  for (const decision of decisions) replay.add(decision);
  return replay.report();
}

const moreThan = (value: number): Rule =>
  rule({ all: [{ fact: 'project.tasks', operator: 'greaterThan', value }] }, { event: { type: 'Escalate' } });
const strict = ruleSet([moreThan(3)]);
const lax = ruleSet([moreThan(8)]);
const withTasks = (tasks: number, changes: Partial<RecordedDecision> = {}): RecordedDecision =>
  recorded({ facts: phaseFacts({ 'project.tasks': tasks }), ...changes });

test('replay: a changed threshold flips what lies between, and says by which comparison', (t) => {
  const report = reportOf(strict, lax, [withTasks(3), withTasks(5, { id: 'between' }), withTasks(9)]);
  t.like(report, { ruleSet: 'under-test', stage: 'phase', decisions: 3, projects: 1, flips: 1, counterfactual: 0 });
  t.deepEqual(report.changes, [{ rule: 'only', change: 'changed' }]);
  t.like(report.examples, [
    {
      decision: 'between',
      from: { what: 'Escalate', rule: 'only' },
      to: { what: 'stay', rule: null },
      rules: [
        {
          rule: 'only',
          change: 'changed',
          parts: ['conditions'],
          was: { holds: true, comparison: { fact: 'project.tasks', expected: 3, found: 5 } },
          now: { holds: false, comparison: { fact: 'project.tasks', expected: 8, found: 5 } },
        },
      ],
    },
  ]);
  t.like(report.by, {
    outcome: [{ name: 'Escalate → stay', flips: 1 }],
    phase: [{ name: 'Plan', flips: 1 }],
    rule: [{ name: 'only', flips: 1 }],
    project: [{ name: 'demo', flips: 1 }],
  });
});

test('replay: the same rules flip nothing', (t) => {
  const report = reportOf(strict, structuredClone(strict), [withTasks(3), withTasks(5)]);
  t.like(report, { decisions: 2, flips: 0, changes: [], examples: [] });
});

test('replay: what comes after the first flip of its project is counterfactual', (t) => {
  const report = reportOf(strict, lax, [
    withTasks(5, { id: 'first', at: 1000 }),
    withTasks(5, { id: 'of the same commit', at: 1000 }),
    withTasks(5, { id: 'later', at: 2000 }),
    withTasks(1, { id: 'later and the same', at: 3000 }),
    withTasks(5, { id: 'elsewhere', at: 4000, projectId: 'p2', project: 'other' }),
  ]);
  t.like(report, { flips: 4, counterfactual: 1, afterFlip: 2 });
  t.deepEqual(
    report.examples.map(({ decision, counterfactual }) => [decision, counterfactual]),
    [
      ['first', false],
      ['of the same commit', false],
      ['elsewhere', false],
      ['later', true],
    ],
  );
});

test('replay: decisions of other revisions are counted', (t) => {
  const own = bundleOf(strict).digest;
  const report = reportOf(strict, lax, [withTasks(1, { digest: own }), withTasks(1)]);
  t.is(report.byOtherRevisions, 1);
});

test('replay: a fact that the rules ask for and that was not recorded then cannot be replayed', (t) => {
  const { 'project.tasks': _, ...older } = phaseFacts();
  const report = reportOf(strict, lax, [recorded({ facts: older }), withTasks(5)]);
  t.deepEqual(report.unseen, [{ reason: 'fact project.tasks was not recorded', decisions: 1 }]);
  t.like(report, { decisions: 2, flips: 1 });
});

test('replay: a fact that nobody asks for may be missing', (t) => {
  const { timers: _, 'project.suspended': __, ...older } = phaseFacts({ 'project.tasks': 5 });
  t.like(reportOf(strict, lax, [recorded({ facts: older })]), { flips: 1, unseen: [] });
});

test('replay: facts that this version would not take are told', (t) => {
  const report = reportOf(strict, lax, [recorded({ facts: phaseFacts({ phase: 'Dream' }) })]);
  t.is(report.unseen.length, 1);
  t.regex(report.unseen[0]?.reason ?? '', /fact phase.*Dream/);
});

test('replay: a new rule that takes time is not guessed at', (t) => {
  const timed = ruleSet([
    moreThan(3),
    rule(
      { all: [{ fact: 'project.planned', operator: 'equal', value: true }] },
      { name: 'slow', priority: 9, for: '10m' },
    ),
  ]);
  const report = reportOf(strict, timed, [recorded({ facts: phaseFacts({ 'project.planned': true }) }), recorded()]);
  t.deepEqual(report.unseen, [{ reason: 'since when rule slow would have been true was not recorded', decisions: 1 }]);
  t.true(report.limits.some((line) => line.includes('slow')));
});

test('replay: a shorter time is judged by what the rule remembered', (t) => {
  const held = (time: string): RuleSetResource => ruleSet([{ ...moreThan(3), for: time }]);
  const facts = { ...phaseFacts({ 'project.tasks': 5 }), now: 600_000, timers: { only: { since: 0 } } };
  t.like(reportOf(held('20m'), held('5m'), [recorded({ facts })]), { flips: 1, unseen: [] });
});

const held = (changes: Partial<Rule>): RuleSetResource => ruleSet([{ ...moreThan(3), ...changes }]);
const madeBy = (resource: RuleSetResource, timers: FactValue): RecordedDecision => ({
  ...withTasks(5, { digest: bundleOf(resource).digest }),
  facts: { ...phaseFacts({ 'project.tasks': 5 }), now: 600_000, timers },
});

test('replay: of decisions that the new rules made, it is the old ones that remember nothing', (t) => {
  const now = held({ for: '10m' });
  t.like(reportOf(strict, now, [madeBy(now, { only: { since: 500_000 } })]), { flips: 1, unseen: [] });
  const report = reportOf(now, strict, [madeBy(strict, {})]);
  t.like(report, { flips: 0, unseen: [{ decisions: 1 }] });
  t.true(report.limits.some((line) => line.includes('Rule only is true after some time')));
});

test('replay: a rule whose named condition changed remembers nothing of it', (t) => {
  const named = (value: number): RuleSetResource =>
    ruleSet([rule({ all: [{ condition: 'many' }] }, { for: '1m' })], {
      conditions: { many: { all: [{ fact: 'project.tasks', operator: 'greaterThan', value }] } },
    });
  const report = reportOf(named(9), named(3), [madeBy(named(9), { only: { since: 0 } })]);
  t.like(report, { flips: 0, unseen: [{ decisions: 1 }] });
});

test('replay: of a rule that is newly kept for some time, it says what it does not know', (t) => {
  const { flips, unseen, limits } = reportOf(strict, held({ keepFor: '1h' }), [withTasks(1)]);
  t.deepEqual([flips, unseen], [0, []]);
  t.true(limits.some((line) => line.includes('Rule only is kept true')));
});

test('replay: a call about which a rule cannot be judged is denied, whatever other rules say', (t) => {
  const allow = { event: { type: 'allow' } };
  const sound = [rule({ all: [{ fact: 'agent.name', operator: 'notEqual', value: '' }] }, allow)];
  const teams = { fact: 'agent.labels', path: '$.teams' };
  const broken = rule({ all: [{ fact: 'agent.role', operator: 'in', value: teams }] }, { ...allow, name: 'broken' });
  const set = (rules: readonly Rule[]): RuleSetResource =>
    ruleSet(rules, { stage: 'permission', hitPolicy: 'collect' });
  const decision = recorded({ facts: sampleFacts('permission') });
  t.like(reportOf(set(sound), set([...sound, broken]), [decision]).examples, [
    { from: { what: 'allow', rule: 'only' }, to: { what: 'deny', rule: 'broken' } },
  ]);
});

for (const [stage, type, what] of [
  ['phase', 'Escalate', 'stall'],
  ['escalation', 'retry', 'person'],
] as const) {
  test(`replay: a rule that cannot be judged comes to ${what} in the ${stage} stage`, (t) => {
    const hits = [{ rule: 'sound', type, params: {} }];
    const verdict = { stage, ruleSet: 'x', digest: '', hitPolicy: 'collect', hits } as const;
    const faults = [{ rule: 'broken', message: 'cannot be judged' }];
    const facts = sampleFacts(stage);
    t.is(outcomeOf(stage, verdict, facts).what, type);
    t.deepEqual(outcomeOf(stage, { ...verdict, faults }, facts), { what, rule: 'broken' });
  });
}

test('replay: a move that is not legal stalls', (t) => {
  const to = (type: string): RuleSetResource =>
    ruleSet([rule({ all: [{ fact: 'phase', operator: 'equal', value: 'Plan' }] }, { event: { type } })]);
  t.like(reportOf(to('Escalate'), to('Complete'), [recorded()]), { by: { outcome: [{ name: 'Escalate → stall' }] } });
});

test('replay: a rule in shadow flips nothing', (t) => {
  const shadow = ruleSet([
    moreThan(3),
    { ...moreThan(0), name: 'new', priority: 9, mode: 'shadow', event: { type: 'Failed' } },
  ]);
  t.like(reportOf(strict, shadow, [withTasks(5)]), { flips: 0, changes: [{ rule: 'new' }] });
});

test('replay: a rule of higher priority that is new is the cause', (t) => {
  const more = ruleSet([moreThan(3), { ...moreThan(4), name: 'new', priority: 9, event: { type: 'Failed' } }]);
  t.like(reportOf(strict, more, [withTasks(5)]).examples, [
    { from: { rule: 'only' }, to: { rule: 'new', what: 'Failed' }, rules: [{ rule: 'new', change: 'added' }] },
  ]);
});

const refused: readonly (readonly [what: string, old: RuleSetResource, next: RuleSetResource, message: RegExp])[] = [
  ['names', strict, { ...lax, metadata: { name: 'another' } }, /found under-test and another/],
  ['stages', strict, { ...readRules('escalation'), metadata: { name: 'under-test' } }, /found phase and escalation/],
];

for (const [what, old, next, message] of refused) {
  test(`replay: two rule sets of different ${what} are refused`, (t) => {
    t.throws(() => createReplay(old, next), { code: 'USAGE', message });
  });
}

test('replay: a rule set that is not sound is refused', (t) => {
  const broken = ruleSet([rule({ all: [{ fact: 'nothing', operator: 'equal', value: 1 }] })]);
  t.throws(() => createReplay(strict, broken), { code: 'RULES_INVALID' });
});

function oneFlip(
  t: ExecutionContext,
  old: RuleSetResource,
  change: (text: string) => string,
  decision: RecordedDecision,
) {
  const next = JSON.parse(change(JSON.stringify(old))) as RuleSetResource;
  const { examples, flips } = reportOf(old, next, [decision]);
  t.is(flips, 1);
  return examples[0];
}

test('replay: an escalation flips to another action', (t) => {
  const facts: Facts = { ...sampleFacts('escalation'), agentFailuresOfClass: 2, attempts: 2, otherCandidates: 1 };
  const change = (text: string): string =>
    text.replaceAll('"operator":"lessThan","value":2', '"operator":"lessThan","value":3');
  t.like(oneFlip(t, readRules('escalation'), change, recorded({ facts })), {
    from: { what: 'reassign' },
    to: { what: 'retry', rule: 'proof-failed-once' },
    agent: null,
  });
});

test('replay: an escalation that was settled by what bounds its rules flips with no rule', (t) => {
  const old = readRules('escalation');
  const next = JSON.parse(JSON.stringify(old).replaceAll('"value":2', '"value":3')) as RuleSetResource;
  const facts: Facts = { ...sampleFacts('escalation'), agentFailuresOfClass: 2, otherCandidates: 1 };
  t.is(reportOf(old, next, [recorded({ facts })]).flips, 1);
  t.is(reportOf(old, next, [recorded({ facts, bounded: true })]).flips, 0);
});

test('replay: a call that would be denied flips', (t) => {
  const facts: Facts = { ...sampleFacts('permission'), 'grants.allow': ['g'] };
  const change = (text: string): string => text.replaceAll('"type":"allow"', '"type":"deny"');
  t.like(oneFlip(t, readRules('permissions'), change, recorded({ facts })), {
    from: { what: 'allow' },
    to: { what: 'deny' },
    agent: 'dev-1',
  });
});

const candidate = (agent: string, facts: Facts) => ({
  agent,
  excluded: null,
  facts: { ...sampleFacts('scoring'), 'agent.name': agent, ...facts },
});

test('replay: a task would be given to another agent, by the scores of both', (t) => {
  const table = [
    candidate('ben', { 'agent.matchesRole': true }),
    candidate('cleo', { 'agent.workedOnDependency': true }),
  ];
  const change = (text: string): string => text.replace('{"add":40}', '{"add":4}');
  const flip = oneFlip(t, readRules('scoring'), change, recorded({ facts: {}, candidates: table }));
  t.like(flip, {
    from: { what: 'ben' },
    to: { what: 'cleo' },
    scores: [
      { agent: 'ben', was: 48, now: 12, rules: [{ rule: 'suits-the-role', was: 40, now: 4 }] },
      { agent: 'cleo', was: 13, now: 13, rules: [] },
    ],
    rules: [{ rule: 'suits-the-role', change: 'changed', parts: ['event'] }],
  });
});

test('replay: of equal scores the less loaded agent comes first, then the first by name', (t) => {
  const next = ruleSet(
    [
      rule(
        { all: [{ fact: 'agent.role', operator: 'equal', value: 'nobody' }] },
        { event: { type: 'score', params: { add: 1 } } },
      ),
    ],
    { stage: 'scoring', hitPolicy: 'collect-sum' },
  );
  const old = ruleSet(
    [
      rule(
        { all: [{ fact: 'agent.name', operator: 'equal', value: 'cleo' }] },
        { event: { type: 'score', params: { add: 1 } } },
      ),
    ],
    { stage: 'scoring', hitPolicy: 'collect-sum' },
  );
  const winner = (table: readonly ReturnType<typeof candidate>[]): string | undefined =>
    reportOf(old, next, [recorded({ facts: {}, candidates: table })]).examples[0]?.to.what;
  t.is(winner([candidate('cleo', { 'agent.load': 1 }), candidate('dora', { 'agent.load': 0.5 })]), 'dora');
  t.is(winner([candidate('cleo', {}), candidate('ben', {})]), 'ben');
});

test('replay: a table without candidates that were scored cannot be replayed', (t) => {
  const old = readRules('scoring');
  const table = [{ agent: 'ben', excluded: 'lacks a skill', facts: null }];
  t.like(reportOf(old, old, [recorded({ facts: {}, candidates: table })]).unseen, [{ decisions: 1 }]);
});
