import test from 'ava';
import type { Rule } from '../../../controller/catalog/kinds/rule-set.ts';
import { createExplainer } from '../../../controller/policy/explain/create-explainer.ts';
import { smallestChange } from '../../../controller/policy/explain/smallest-change.ts';
import type { FactValue } from '../../../controller/policy/facts.ts';
import { readRules } from '../../support/read-rules.ts';
import { phaseFacts, rule, ruleSet } from '../../support/rule-set.ts';

type Changes = Readonly<Record<string, FactValue>>;

const phases = createExplainer(readRules('phases'));
const minute = 60_000;
const project: Changes = { phase: 'Monitor', 'project.planned': true, 'project.tasks': 1, 'project.tasksOpen': 1 };
const task: Changes = {
  ...project,
  subject: 'task',
  'task.name': 'build',
  'task.ready': true,
  'task.dependencyFailed': false,
  'task.runActive': true,
  'task.runMinutes': 18,
  'task.timeoutMinutes': 30,
  'task.candidates': 2,
  'task.attempts': 0,
  'task.handedOver': false,
  'task.reviewRejected': false,
};

/** What has to become what, in one line; `in` is a time in minutes. */
const small = test.macro<[about: string, facts: Changes, wanted: string | undefined, expected: string]>({
  exec(t, _, changes, wanted, expected) {
    const { found, search } = smallestChange(phases, phaseFacts(changes), wanted);
    const told = (found?.changes ?? []).map(
      ({ fact, to }) => `${fact}=${typeof to === 'string' ? to : JSON.stringify(to)}`,
    );
    const wait = found?.inMs === undefined ? [] : [`in ${found.inMs / minute}`];
    t.is(found === undefined ? search : [...told, ...wait, found.rule].join(' '), expected);
  },
  title: (_, about) => `smallest change: ${about}`,
});

test(small, 'a project that waits for its checks', project, 'Complete', 'project.acceptance=passed project-accepted');
test(
  small,
  'a phase before the wanted one has to be reached first',
  { ...project, phase: 'Delegate' },
  'Complete',
  'phase=Monitor project.acceptance=passed project-accepted',
);
test(
  small,
  'what the clock brings is said in time',
  { ...project, 'project.minutesLeft': 12 },
  'Escalate',
  'in 12 project-out-of-time',
);
test(
  small,
  'for anything else, what comes by itself comes first',
  { ...project, 'project.minutesLeft': 12 },
  undefined,
  'in 12 project-out-of-time',
);
test(small, 'one fact against another', task, 'Escalate', 'in 12 task-timed-out');
test(
  small,
  'facts that hang together change together',
  { ...task, 'task.runActive': false },
  'Reassign',
  'phase=Escalate escalation=answered escalationAction=reassign task-taken-away',
);
test(
  small,
  'what stands in the way of every rule has to go too',
  { ...task, 'project.suspended': true },
  'Complete',
  'project.suspended=false task.outcome=succeeded task-proved',
);
test(small, 'what no rule says cannot be had', task, 'Plan', 'whole');
test(small, 'a project never becomes a task', project, 'Reassign', 'whole');

const is = (fact: string, value: unknown) => ({ fact, operator: 'equal', value });
const asks = test.macro<[about: string, rules: readonly Rule[], facts: Changes, expected: object]>({
  exec(t, _, rules, changes, expected) {
    const explainer = createExplainer(ruleSet([...rules]));
    t.like(smallestChange(explainer, phaseFacts(changes), 'Escalate'), expected);
  },
  title: (_, about) => `smallest change: ${about}`,
});

const planned = is('project.planned', true);
const escalate: Partial<Rule> = { event: { type: 'Escalate' } };
test(
  asks,
  'a rule that waits has to be waited for',
  [rule({ all: [planned] }, { ...escalate, for: '10m' })],
  {},
  { found: { changes: [{ fact: 'project.planned', to: true }], inMs: 10 * minute } },
);
test(
  asks,
  'one that waits already is waited for no longer than needed',
  [rule({ all: [planned] }, { ...escalate, for: '10m' })],
  { 'project.planned': true, now: 20 * minute, timers: { only: { since: 16 * minute } } },
  { found: { changes: [], inMs: 6 * minute } },
);
test(
  asks,
  'the rule that has the word is silenced',
  [
    rule({ all: [is('project.suspended', false)] }, { name: 'loud', priority: 9 }),
    rule({ all: [planned] }, { ...escalate, priority: 8 }),
  ],
  { 'project.planned': true },
  { found: { changes: [{ fact: 'project.suspended', from: false, to: true }], rule: 'only' } },
);
test(
  asks,
  'of numbers, the nearest one',
  [
    rule(
      {
        any: [
          { fact: 'project.tasks', operator: 'greaterThan', value: 7 },
          { fact: 'project.tasks', operator: 'lessThan', value: 3 },
        ],
      },
      escalate,
    ),
  ],
  { 'project.tasks': 6 },
  { found: { changes: [{ fact: 'project.tasks', from: 6, to: 8 }] } },
);
test(
  asks,
  'a rule in shadow is no way',
  [rule({ all: [planned] }, { ...escalate, mode: 'shadow' })],
  {},
  { found: undefined, search: 'whole' },
);

const below = (fact: string, value: number) => ({ fact, operator: 'lessThan', value });
test(
  asks,
  'what only grows is not asked to fall',
  [rule({ all: [below('project.planFailures', 2)] }, escalate)],
  { 'project.planFailures': 2 },
  { found: undefined, search: 'whole' },
);
test(
  asks,
  'what was asked for is not taken back',
  [rule({ all: [is('project.cancelRequested', false)] }, escalate)],
  { 'project.cancelRequested': true },
  { found: undefined, search: 'whole' },
);
test(
  asks,
  'the minutes of a phase do not run back while it lasts',
  [rule({ all: [is('phase', 'Monitor'), below('phaseMinutes', 5)] }, escalate)],
  { phase: 'Monitor', phaseMinutes: 9 },
  { found: undefined, search: 'whole' },
);
test(
  asks,
  'in another phase they are counted anew',
  [rule({ all: [is('phase', 'Monitor'), below('phaseMinutes', 5)] }, escalate)],
  { phase: 'Delegate', phaseMinutes: 9 },
  {
    found: {
      changes: [
        { fact: 'phase', to: 'Monitor' },
        { fact: 'phaseMinutes', from: 9, to: 4 },
      ],
    },
  },
);

test('smallest change: facts of earlier times, when there were fewer, are left alone', (t) => {
  const { timers: _, ...earlier } = phaseFacts();
  t.deepEqual(smallestChange(phases, earlier, 'Complete'), { search: 'bounded' });
});
