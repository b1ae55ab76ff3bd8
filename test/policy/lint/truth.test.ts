import test from 'ava';
import type { Rule, Stage } from '../../../controller/catalog/kinds/rule-set.ts';
import { lintRuleSet } from '../../../controller/policy/lint/lint-rule-set.ts';
import { lintTogether } from '../../../controller/policy/lint/lint-together.ts';
import { readRules } from '../../support/read-rules.ts';
import { rule, ruleSet } from '../../support/rule-set.ts';

// What is said has to be so of facts that there can be.
const is = (fact: string, value: unknown, operator = 'equal') => ({ fact, operator, value });
const says = (name: string, type: string, conditions: readonly object[], changes: Partial<Rule> = {}): Rule =>
  rule({ all: conditions }, { name, event: { type }, ...changes });

const finds = test.macro<[about: string, stage: Stage, rules: readonly Rule[], expected: readonly RegExp[]]>({
  exec(t, _, stage, rules, expected) {
    const inOrder = rules.map((each, index) => ({ priority: 100 - index, ...each }));
    const report = lintRuleSet(ruleSet(inOrder, { stage }));
    const found = report.problems === undefined ? report.findings : [];
    const messages = found.filter(({ check }) => !phaseChecks.includes(check)).map(({ message }) => message);
    t.is(messages.length, expected.length, messages.join('\n'));
    for (const [index, words] of expected.entries()) t.regex(messages[index] ?? '', words);
  },
  title: (_, about) => `lint: ${about}`,
});

// Of a few rules there is always something to say about the phases.
const phaseChecks: readonly string[] = ['unreachable', 'dead-end', 'illegal-move'];

test(
  finds,
  'a part is never more than the whole, so that more than it is never true',
  'phase',
  [
    says('much-to-do', 'Escalate', [
      is('project.tasksOpen', 5, 'greaterThan'),
      is('phase', 'Monitor'),
      is('project.tasks', 5, 'lessThan'),
    ]),
  ],
  [/much-to-do is never true: .* project.tasksOpen greaterThan 5; project.tasks lessThan 5$/],
);
test(
  finds,
  'a part is never more than the whole, so that more than it is no gap',
  'escalation',
  [
    says('once', 'retry', [is('agentFailuresOfClass', 2, 'lessThan')]),
    says('again', 'reassign', [is('agentFailures', 2, 'greaterThanInclusive')]),
  ],
  [],
);
test(
  finds,
  'a part is never more than the whole, so that a rule about much of the whole takes the word from one about the part',
  'escalation',
  [
    says('enough', 'fail', [is('attempts', 6, 'greaterThanInclusive')]),
    says('worn-out', 'person', [is('agentFailures', 6, 'greaterThan')]),
    says('rest', 'retry', [is('attempts', 6, 'lessThan')]),
  ],
  [/worn-out never speaks: wherever it is true, enough is true too/],
);

const anything = is('attempts', 0, 'greaterThanInclusive');
const rest = says('rest', 'person', [anything]);
test(
  finds,
  'what is always true keeps the word from all rules after it',
  'escalation',
  [says('some', 'retry', [anything]), rest],
  [/some is true whatever the facts are, so that no rule after it is ever reached$/, /rest never speaks/],
);
test(
  finds,
  'what is always true in shadow keeps the word from no rule',
  'escalation',
  [says('some', 'retry', [anything], { mode: 'shadow' }), rest],
  [/some is true whatever the facts are$/],
);
test(
  finds,
  'what is always true and waits keeps the word from no rule until then',
  'phase',
  [
    says('some', 'Escalate', [is('project.tasks', 0, 'greaterThanInclusive')], { for: '10m' }),
    says('rest', 'Monitor', [is('phase', 'Plan')]),
  ],
  [/some is true whatever the facts are$/, /circles .* were not looked for/],
);

test('lint: where nothing more has to be so for a subject to stay, nothing more is said', (t) => {
  const { spec } = readRules('phases');
  const rules = spec.rules.filter(({ name }) => name !== 'task-sent-back');
  const report = lintRuleSet(ruleSet(rules, { conditions: spec.conditions ?? {} }));
  t.like(report.problems === undefined && report.findings, {
    0: {
      check: 'dead-end',
      message:
        'a task in Complete that a review sent back stays there for ever: no rule is true, and nothing else moves it on',
    },
  });
});

const tired = (value: number): Rule =>
  says('tired', 'condense', [is('subject', 'task'), is('agentFailuresOfClass', value, 'greaterThanInclusive')]);
const circles = test.macro<[about: string, first: Rule, found: number]>({
  exec(t, _, first, found) {
    const escalation = ruleSet(
      [
        { priority: 2, ...first },
        { priority: 1, ...rest },
      ],
      { stage: 'escalation' },
    );
    const findings = lintTogether([escalation, readRules('phases')]);
    t.is(findings.filter(({ check }) => check === 'livelock').length, found, JSON.stringify(findings));
  },
  title: (_, about) => `lint: ${about}`,
});
test(circles, 'nobody failed for want of a candidate, so that no circle goes through a rule about that', tired(2), 0);
test(circles, 'a circle that goes through a rule about any failure is found', tired(0), 1);
test(
  circles,
  'a project never starts from what was condensed, so that a rule that asks for that goes round',
  says('fresh', 'condense', [is('subject', 'project'), is('condensed', false)]),
  2,
);
