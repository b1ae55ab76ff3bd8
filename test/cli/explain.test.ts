import test from 'ava';
import type { DecisionExplanationView } from '../../controller/api/explain/explain-decision.ts';
import type { WhyNotView } from '../../controller/api/explain/why-not-view.ts';
import { explanationLines } from '../../controller/cli/render/explanation-lines.ts';
import { whyNotLines } from '../../controller/cli/render/why-not-lines.ts';
import { lackText } from '../../controller/cli/render/comparison-text.ts';
import { factText } from '../../controller/cli/render/fact-lines.ts';
import { whyLines } from '../../controller/cli/render/why-lines.ts';
import { createExplainer, type Explainer } from '../../controller/policy/explain/create-explainer.ts';
import { explainBriefly } from '../../controller/policy/explain/explain-briefly.ts';
import { explainWanted } from '../../controller/policy/explain/explain-wanted.ts';
import { explainWhole } from '../../controller/policy/explain/explain-whole.ts';
import { smallestChange } from '../../controller/policy/explain/smallest-change.ts';
import type { Facts } from '../../controller/policy/facts.ts';
import type { ExplainedDecisionView } from '../../controller/store/operations/views/why.ts';
import { phaseFacts, rule, ruleSet } from '../support/rule-set.ts';
import { matchesGolden, plainText } from './golden.ts';

const is = (fact: string, value: unknown) => ({ fact, operator: 'equal', value });
const atWork = { all: [is('subject', 'task'), is('project.suspended', false)] };
const late = { fact: 'task.runMinutes', operator: 'greaterThanInclusive', value: { fact: 'task.timeoutMinutes' } };
const rules = ruleSet(
  [
    rule(
      { all: [{ condition: 'at-work' }, { fact: 'task.candidates', operator: 'greaterThan', value: 8 }] },
      { name: 'crowded', mode: 'shadow', priority: 9, event: { type: 'Reassign' } },
    ),
    rule(
      { all: [{ condition: 'at-work' }, is('task.outcome', 'succeeded')] },
      { name: 'proved', description: 'The run ended with its proof.', priority: 8, event: { type: 'Complete' } },
    ),
    rule({ all: [{ condition: 'at-work' }, late] }, { name: 'timed-out', priority: 7, event: { type: 'Escalate' } }),
    rule(
      { all: [{ condition: 'at-work' }, is('phase', 'Monitor')] },
      { name: 'slow', for: '10m', priority: 6, event: { type: 'Escalate' } },
    ),
    rule(
      { not: { any: [is('phase', 'Complete'), is('task.reviewRejected', true)] } },
      { name: 'stay', priority: 5, event: { type: 'Monitor' } },
    ),
  ],
  { conditions: { 'at-work': atWork } },
);

// Stands for the lines of a file.
const explainer: Explainer = createExplainer(rules, (at) => ({ file: 'rules.yaml', line: 10 + at.length, column: 7 }));
const now = 1_763_800_000_000;
const facts: Facts = phaseFacts({
  now,
  subject: 'task',
  phase: 'Monitor',
  'task.name': 'store',
  'task.ready': true,
  'task.runActive': true,
  'task.runMinutes': 18,
  'task.timeoutMinutes': 30,
  'task.candidates': 9,
  'task.attempts': 0,
  'task.dependencyFailed': false,
  'task.handedOver': false,
  'task.reviewRejected': false,
  timers: { slow: { since: now - 120_000 } },
});
const verdict = explainer.bundle.evaluate(facts);
const decision: ExplainedDecisionView = {
  id: '01a203d5-dbc7-7316-a838-88a0d9ec8bd2',
  ref: 'notes#14',
  seq: 14,
  project: 'notes',
  stage: 'phase',
  subject: 'store',
  fromPhase: 'Monitor',
  toPhase: 'Monitor',
  ruleSet: 'own',
  rules: ['stay'],
  at: new Date(now).toISOString(),
  runId: null,
  ruleSetDigest: 'f3caa5e80c7a00000000',
  facts,
  verdict,
  candidates: null,
  intents: [],
  revision: 'abcdef0123456789',
  previousHash: '',
  hash: '16a7a92ae7d0a3a4',
};

test('render: why, with what is held back, in shadow, near, and the smallest change', (t) => {
  const explained: ExplainedDecisionView = {
    ...decision,
    rulesFrom: 'in-force',
    explanation: explainBriefly(explainer, facts, verdict),
    change: smallestChange(explainer, facts, undefined),
  };
  const view = {
    about: 'decision',
    project: 'notes',
    task: 'store',
    decisions: [explained],
    decisionsInAll: 1,
    attempts: [],
    escalations: [],
  } as const;
  matchesGolden(t, 'why-decision', plainText(whyLines(view, 100), 100));
});

test('render: a decision with its trees', (t) => {
  const view: DecisionExplanationView = { decision, rulesFrom: 'kept', ...explainWhole(explainer, facts, verdict) };
  matchesGolden(t, 'explain-decision', plainText(explanationLines(view, 100), 100));
});

const whyNot = (to: string, changes: Partial<WhyNotView> = {}): WhyNotView => ({
  project: 'notes',
  task: 'store',
  stage: 'phase',
  to,
  from: 'Monitor',
  answer: 'not-now',
  at: new Date(now).toISOString(),
  decision: null,
  ruleSet: 'own',
  ruleSetDigest: 'f3caa5e80c7a00000000',
  rulesFrom: 'in-force',
  facts,
  explanation: explainWanted(explainer, facts, verdict, to),
  move: {
    isLegal: false,
    message: 'task in Monitor: expected a verified result before Complete, found that it is not so',
    way: ['Monitor', 'Complete'],
  },
  openTasks: [],
  ...changes,
});

test('render: why not, with what is lacking', (t) => {
  matchesGolden(t, 'why-not', plainText(whyNotLines(whyNot('Complete'), 100), 100));
});

test('render: why not, when only time is lacking', (t) => {
  matchesGolden(t, 'why-not-yet', plainText(whyNotLines(whyNot('Escalate', { move: null }), 100), 100));
});

const tells = test.macro<[changes: Partial<WhyNotView>, expected: RegExp]>({
  exec(t, changes, expected) {
    t.regex(plainText(whyNotLines(whyNot('Plan', changes), 100), 100), expected);
  },
  title: (_, __, expected) => `render: why not says ${expected.source}`,
});
test(tells, { move: { isLegal: false, message: 'no', way: null } }, /no legal moves lead from Monitor to Plan/);
test(tells, { answer: 'happened', from: 'Plan' }, /^notes\/store is in Plan\n/);
test(tells, { answer: 'would-happen' }, /goes to Plan: a rule says so now/);
test(tells, {}, /none: nothing that may still happen makes the rules say so/);
test(
  tells,
  { decision: 'notes#3', rulesFrom: 'kept' },
  /from the last decision about it, notes#3 at .*the rules have\s+changed since/,
);
test(tells, { task: null, openTasks: [{ name: 'api', phase: 'Escalate' }] }, /open tasks api \(Escalate\)/);

test('render: why not explains no marks where no tree is shown', (t) => {
  const happened = plainText(whyNotLines(whyNot('Complete', { answer: 'happened', from: 'Complete' }), 100), 100);
  t.regex(happened, /^notes\/store is in Complete\n/);
  t.notRegex(happened, /not evaluated/);
});

test('render: of a project of which nothing was decided yet, why says so', (t) => {
  const none = { about: 'project', project: 'notes', task: null, decisions: [], decisionsInAll: 0 } as const;
  const lines = whyLines({ ...none, attempts: [], escalations: [] }, 80);
  t.is(plainText(lines, 80), 'notes: nothing has been decided by rules yet\n');
});

test('render: of a long value the beginning is shown', (t) => {
  t.is(factText({ content: 'x'.repeat(9000) }).length, 121);
  const names = Array.from({ length: 500 }, (_, index) => `agent-${index}`);
  const long = {
    at: '',
    outcome: 'false',
    kind: 'comparison',
    fact: 'agent',
    operator: 'in',
    expected: names,
  } as const;
  t.true(lackText({ ...long, found: 'dev-1' }).length < 180);
});
