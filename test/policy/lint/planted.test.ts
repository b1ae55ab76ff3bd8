import test from 'ava';
import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import type { Rule, RuleSetSpec, Stage } from '../../../controller/catalog/kinds/rule-set.ts';
import type { Finding, LintCheck } from '../../../controller/policy/lint/finding.ts';
import { lintRuleSet } from '../../../controller/policy/lint/lint-rule-set.ts';
import { lintTogether } from '../../../controller/policy/lint/lint-together.ts';
import { testRuleSet } from '../../../controller/policy/testing/test-rule-set.ts';
import { readRules } from '../../support/read-rules.ts';
import { rule, ruleSet } from '../../support/rule-set.ts';

type Conditions = Readonly<Record<string, unknown>>;

const is = (fact: string, value: unknown, operator = 'equal'): Conditions => ({ fact, operator, value });
const all = (...of: readonly Conditions[]): Conditions => ({ all: of });

/** One rule: what it says, when, and whatever else. */
const says = (name: string, type: string, conditions: Conditions, changes: Partial<Rule> = {}): Rule =>
  rule(conditions, { name, event: { type }, ...changes });

const ofStage = (stage: Stage, rules: readonly Rule[], changes: Partial<RuleSetSpec> = {}): RuleSetResource =>
  ruleSet(
    rules.map((each, index) => ({ priority: 100 - index, ...each })),
    { stage, ...changes },
  );

const fileOf: Readonly<Record<Stage, string>> = {
  phase: 'phases',
  scoring: 'scoring',
  escalation: 'escalation',
  permission: 'permissions',
};
const defaultRuleSet = (stage: Stage): RuleSetResource => readRules(fileOf[stage]);

/** The default rules of a stage with some put first. */
function withFirst(stage: Stage, ...rules: readonly Rule[]): RuleSetResource {
  const { spec } = defaultRuleSet(stage);
  const first = rules.map((each, index) => ({ priority: 900_000 - index, ...each }));
  return ruleSet([...first, ...spec.rules], { stage, conditions: spec.conditions ?? {} });
}

/** The default rules of a stage without some. */
function without(stage: Stage, ...names: readonly string[]): RuleSetResource {
  const { spec } = defaultRuleSet(stage);
  return ruleSet(
    spec.rules.filter(({ name }) => !names.includes(name)),
    { stage, conditions: spec.conditions ?? {} },
  );
}

interface Planted {
  readonly check: LintCheck;
  readonly about: readonly string[];
  readonly says: RegExp;
  /** What lies in the counterexample; absent where no facts can show it. */
  readonly shown?: Readonly<Record<string, unknown>>;
}

const finds = test.macro((t, resource: RuleSetResource, { check, about, says: words, shown }: Planted) => {
  const found = findingsOf(resource).filter((each) => each.check === check && words.test(each.message));
  const [finding] = found;
  t.is(found.length, 1, JSON.stringify(findingsOf(resource), null, 2));
  t.deepEqual([finding?.rule, ...(finding?.others ?? [])].filter((name) => name !== undefined).toSorted(), about);
  if (shown === undefined) return;
  for (const [fact, value] of Object.entries(shown)) t.deepEqual(finding?.counterexample?.facts[fact], value, fact);
  passes(t, resource, finding);
});

const findsNone = test.macro((t, resource: RuleSetResource, ...checks: readonly LintCheck[]) => {
  t.deepEqual(
    findingsOf(resource).filter(({ check }) => checks.includes(check)),
    [],
  );
});

function findingsOf(resource: RuleSetResource): readonly Finding[] {
  const report = lintRuleSet(resource);
  if (report.problems !== undefined) throw report.problems[0] ?? new Error('expected a problem');
  return report.findings;
}

// A counterexample is a case that the rules as they are pass.
function passes(t: { deepEqual(a: unknown, b: unknown): unknown }, resource: RuleSetResource, finding?: Finding): void {
  const tests = finding?.counterexample === undefined ? [] : [finding.counterexample];
  const report = testRuleSet({ ...resource, spec: { ...resource.spec, tests } });
  t.deepEqual(report.problems === undefined ? report.results.map((each) => each.passed) : report.problems, [true]);
}

const allow = (name: string, conditions: Conditions, changes: Partial<Rule> = {}): Rule =>
  says(name, 'allow', conditions, changes);
const deny = (name: string, conditions: Conditions, changes: Partial<Rule> = {}): Rule =>
  says(name, 'deny', conditions, changes);

test(
  'never-true: two values of one fact',
  finds,
  ofStage('phase', [
    says('torn', 'Monitor', all(is('phase', 'Delegate'), is('phase', 'Plan'), is('subject', 'project'))),
  ]),
  {
    check: 'never-true',
    about: ['torn'],
    says: /phase equal "Delegate"; phase equal "Plan"$/,
    shown: { phase: 'Delegate' },
  },
);
test(
  'never-true: a gap between two thresholds',
  finds,
  ofStage('escalation', [
    says('gap', 'retry', all(is('attempts', 3, 'greaterThan'), is('attempts', 4, 'lessThan'), is('subject', 'task'))),
  ]),
  { check: 'never-true', about: ['gap'], says: /attempts/, shown: { attempts: 4 } },
);
test(
  'never-true: a count below zero',
  finds,
  ofStage('escalation', [says('negative', 'retry', all(is('attempts', 0, 'lessThan')))]),
  { check: 'never-true', about: ['negative'], says: /no facts make attempts lessThan 0/ },
);
test(
  'never-true: what only tasks have, of a project',
  finds,
  ofStage('phase', [says('mixed', 'Monitor', all(is('subject', 'project'), is('task.ready', true)))]),
  { check: 'never-true', about: ['mixed'], says: /subject equal "project"; task.ready equal true/, shown: {} },
);
test(
  'never-true: a comparison that is not analysed and its opposite',
  finds,
  ofStage('phase', [
    says(
      'both',
      'Escalate',
      all(
        is('task.runMinutes', { fact: 'task.timeoutMinutes' }, 'greaterThan'),
        is('task.runMinutes', { fact: 'task.timeoutMinutes' }, 'not:greaterThan'),
      ),
    ),
  ]),
  { check: 'never-true', about: ['both'], says: /task.runMinutes/, shown: {} },
);
test(
  'always-true: both values of a flag',
  finds,
  ofStage('permission', [
    allow('all', { any: [is('call.network', true), is('call.network', false)] }),
    deny('rest', all(is('call.network', true))),
  ]),
  { check: 'always-true', about: ['all'], says: /whatever the facts are, so that no rule after it/, shown: {} },
);
test(
  'always-true: not of the rule that catches the rest',
  findsNone,
  ofStage('permission', [
    allow('some', all(is('call.network', false))),
    deny('rest', { any: [is('call.network', true), is('call.network', false)] }),
  ]),
  'always-true',
  'uncovered',
);
test(
  'shadowed: by one rule',
  finds,
  ofStage('escalation', [
    says('many', 'person', all(is('attempts', 2, 'greaterThan'))),
    says('very-many', 'fail', all(is('attempts', 4, 'greaterThanInclusive'), is('failure', 'stuck'))),
  ]),
  {
    check: 'shadowed',
    about: ['many', 'very-many'],
    says: /wherever it is true, many is true too/,
    shown: { attempts: 4, failure: 'stuck' },
  },
);
test(
  'shadowed: by two rules together',
  finds,
  ofStage('escalation', [
    says('few', 'retry', all(is('attempts', 3, 'lessThan'))),
    says('others', 'reassign', all(is('condensed', true))),
    says('many', 'person', all(is('attempts', 3, 'greaterThanInclusive'), is('condensed', false))),
    says('late', 'fail', all(is('supervised', true))),
  ]),
  {
    check: 'shadowed',
    about: ['few', 'late', 'many', 'others'],
    says: /few or others or many/,
    shown: { supervised: true },
  },
);
test(
  'shadowed: the same comparison of two facts, not analysed',
  finds,
  ofStage('phase', [
    says('slow', 'Escalate', all(is('task.runMinutes', { fact: 'task.timeoutMinutes' }, 'greaterThan'))),
    says(
      'slower',
      'Failed',
      all(is('task.runMinutes', { fact: 'task.timeoutMinutes' }, 'greaterThan'), is('task.attempts', 2, 'greaterThan')),
    ),
  ]),
  { check: 'shadowed', about: ['slow', 'slower'], says: /slower never speaks/, shown: { 'task.attempts': 3 } },
);
test(
  'shadowed: not by a rule in shadow',
  findsNone,
  ofStage('escalation', [
    says('many', 'person', all(is('attempts', 2, 'greaterThan')), { mode: 'shadow' }),
    says('very-many', 'fail', all(is('attempts', 4, 'greaterThan'))),
  ]),
  'shadowed',
);
test(
  'shadowed: not by a rule that waits first',
  findsNone,
  ofStage('phase', [
    says('waits', 'Escalate', all(is('phase', 'Monitor')), { for: '10m' }),
    says('at-once', 'Delegate', all(is('phase', 'Monitor'), is('task.outcome', 'failed'))),
  ]),
  'shadowed',
);
test(
  'conflicting: where all true rules are kept, and the first is followed',
  finds,
  ofStage(
    'permission',
    [
      allow('some', all(is('call.effect', ['pure', 'once'], 'in'))),
      deny('others', all(is('call.effect', ['once', 'reconcilable'], 'in'))),
    ],
    { hitPolicy: 'collect' },
  ),
  { check: 'conflicting', about: ['others', 'some'], says: /some says allow/, shown: { 'call.effect': 'once' } },
);
test(
  'conflicting: two answers to one question',
  finds,
  ofStage('escalation', [
    says('few', 'retry', all(is('attempts', 3, 'lessThanInclusive'), is('otherCandidates', 2, 'greaterThan'))),
    says('much', 'reassign', all(is('attempts', 2, 'greaterThan'), is('otherCandidates', 3, 'lessThanInclusive'))),
  ]),
  {
    check: 'conflicting',
    about: ['few', 'much'],
    says: /only their priorities decide/,
    shown: { attempts: 3, otherCandidates: 3 },
  },
);
test(
  'conflicting: not of a special case',
  findsNone,
  ofStage('escalation', [
    says('much', 'person', all(is('attempts', 5, 'greaterThan'))),
    says('some', 'retry', all(is('attempts', 2, 'greaterThan'))),
  ]),
  'conflicting',
);
test(
  'uncovered: a class of failures',
  finds,
  ofStage('escalation', [
    says('stuck', 'condense', all(is('failure', 'stuck'))),
    says('others', 'retry', all(is('failure', ['stuck', 'timeout'], 'notIn'))),
  ]),
  {
    check: 'uncovered',
    about: [],
    says: /no rule says anything where failure is timeout; then a person is asked/,
    shown: { failure: 'timeout' },
  },
);
test('uncovered: a call that no rule speaks of', finds, without('permission', 'nothing-allows-it'), {
  check: 'uncovered',
  about: [],
  says: /grants.allow \$.length is 0/,
  shown: {},
});
test(
  'illegal-move: to a phase that does not follow',
  finds,
  withFirst('phase', says('hasty', 'Complete', all(is('subject', 'task'), is('phase', 'Delegate')))),
  {
    check: 'illegal-move',
    about: ['hasty'],
    says: /from Delegate to Complete, where only Monitor/,
    shown: { subject: 'task', phase: 'Delegate' },
  },
);
test(
  'illegal-move: without what its guard asks for',
  finds,
  withFirst(
    'phase',
    says('trusting', 'Complete', all(is('subject', 'project'), is('phase', 'Monitor'), is('project.tasksOpen', 0))),
  ),
  {
    check: 'illegal-move',
    about: ['trusting'],
    says: /only while project.acceptance is "passed"/,
    shown: { phase: 'Monitor' },
  },
);
test('unreachable: a phase that no rule leads to', finds, without('phase', 'task-taken-away'), {
  check: 'unreachable',
  about: [],
  says: /brings a task to Reassign/,
});
test(
  'dead-end: a phase that no rule leaves',
  finds,
  without('phase', 'task-handed-over', 'task-nobody-left', 'cancel'),
  {
    check: 'dead-end',
    about: [],
    says: /no rule takes a task out of Reassign/,
    shown: { subject: 'task', phase: 'Reassign' },
  },
);
test('dead-end: an answer that no rule takes up', finds, without('phase', 'task-given-up'), {
  check: 'dead-end',
  about: [],
  says: /a task in Escalate whose question is answered stays there for ever/,
  shown: { phase: 'Escalate' },
});
test(
  'livelock: two rules that undo each other',
  finds,
  withFirst(
    'phase',
    says('on', 'Monitor', all(is('subject', 'task'), is('phase', 'Delegate'), is('task.ready', true))),
    says('back', 'Delegate', all(is('subject', 'task'), is('phase', 'Monitor'), is('task.runActive', false))),
  ),
  {
    check: 'livelock',
    about: ['back', 'on'],
    says: /in Delegate on says Monitor, in Monitor back says Delegate/,
    shown: { subject: 'task' },
  },
);

test(
  'not-analysed: conditions that can be true in too many ways',
  finds,
  ofStage('permission', [
    allow('wide', {
      all: Array.from({ length: 9 }, (_, index) => ({
        any: [
          { ...is('call.arguments', 1), path: `$.a${index}` },
          { ...is('call.arguments', 1), path: `$.b${index}` },
        ],
      })),
    }),
  ]),
  {
    check: 'not-analysed',
    about: ['wide'],
    says: /wide was not analysed: its conditions can be true in too many ways/,
  },
);
test(
  'not-analysed: silence that depends on members of a list',
  finds,
  ofStage('permission', [
    allow('some', all({ fact: 'agent.labels', path: '$.team', operator: 'someFact:in', value: ['a'] })),
    deny('rest', all({ ...is('agent.labels', null), path: '$.team' })),
    deny('others', all({ fact: 'agent.labels', path: '$.team', operator: 'not:someFact:in', value: ['a', 'b'] })),
  ]),
  { check: 'not-analysed', about: [], says: /not analysed to the end: agent.labels \$.team someFact:in/ },
);
test(
  'not-analysed: circles through a rule that waits',
  finds,
  withFirst('phase', says('patient', 'Escalate', all(is('subject', 'task'), is('phase', 'Monitor')), { for: '2h' })),
  { check: 'not-analysed', about: [], says: /such as patient, were not looked for/ },
);

test('livelock: another agent is asked for where there is none', (t) => {
  const escalation = withFirst('escalation', says('hopeful', 'reassign', all(is('failure', 'no-candidate'))));
  const [finding, ...others] = lintTogether([defaultRuleSet('phase'), escalation]);
  t.is(finding?.check, 'livelock');
  t.is(finding?.rule, 'hopeful');
  t.true(finding?.others?.includes('task-taken-away'));
  t.true(finding?.others?.includes('task-nobody-left'));
  t.deepEqual(others, []);
  passes(t, escalation, finding);
});

test('livelock: a try that cannot begin is tried again', (t) => {
  const escalation = withFirst('escalation', says('stubborn', 'retry', all(is('failure', 'no-candidate'))));
  const [finding] = lintTogether([defaultRuleSet('phase'), escalation]);
  t.is(finding?.rule, 'stubborn');
  t.deepEqual(finding?.others?.toSorted(), ['task-nobody', 'task-tried-again']);
});

test('lint: the rules that come with maios have no finding', (t) => {
  const stages: readonly Stage[] = ['phase', 'scoring', 'escalation', 'permission'];
  const all = stages.map((stage) => defaultRuleSet(stage));
  t.deepEqual(all.flatMap(findingsOf), []);
  t.deepEqual(lintTogether(all), []);
});
