import test from 'ava';
import { conditionsOf } from '../../controller/orchestrator/commit/conditions.ts';
import type { Facts } from '../../controller/policy/facts.ts';
import type { RuleBundle, RuleFault } from '../../controller/policy/verdict.ts';
import { intentsOf, planOf } from '../support/plan-of.ts';
import { readRules } from '../support/read-rules.ts';
import { bundleOf, rule, ruleSet } from '../support/rule-set.ts';
import { aTask, aView, anAgent, declared, viewNow } from '../support/view.ts';

// Loading refuses what could fail in these stages; a fault is put in so that what follows from one can be seen all the same.
function faulty(bundle: RuleBundle, when: (facts: Facts) => boolean): RuleBundle {
  const faults: readonly RuleFault[] = [{ rule: 'broken', message: 'expected a list to look in, found null' }];
  const evaluate = (facts: Facts) => {
    const verdict = bundle.evaluate(facts);
    return when(facts) ? { ...verdict, hits: [], faults } : verdict;
  };
  return { ...bundle, evaluate };
}

const ben = anAgent('ben');
const phases = bundleOf(readRules('phases'));

test('faults: a task whose rules cannot be judged stalls alone, and says which rule it was', async (t) => {
  const view = aView({ tasks: [aTask('a'), aTask('b')], resources: [ben, anAgent('cleo')] });
  const planned = await planOf(view, { phase: faulty(phases, (facts) => facts['task.name'] === 'a') });
  t.deepEqual(
    planned.stalls.map(({ subject, error }) => [subject.task?.row.name, error.code]),
    [['a', 'RULES_INVALID']],
  );
  t.deepEqual(
    planned.choices.map(({ subject }) => subject.task?.row.name),
    ['b'],
  );
  t.like(conditionsOf(viewNow, planned.stalls, [])[0], {
    type: 'Stalled',
    reason: 'RulesInvalid',
    message: 'a: rule broken of maios-phases cannot be judged: expected a list to look in, found null',
  });
});

// Real faults: a path into what an agent says of itself, where a list is looked for and nothing is found.
const trusting = bundleOf(
  ruleSet(
    [
      rule(
        { all: [{ fact: 'task.name', operator: 'in', value: { fact: 'agent.traits', path: '$.likes' } }] },
        { name: 'likes-it', event: { type: 'score', params: { add: 1 } } },
      ),
    ],
    { stage: 'scoring', hitPolicy: 'collect-sum' },
  ),
);
const fond = declared({
  ...anAgent('fond').resource,
  kind: 'Agent',
  spec: { role: 'developer', instructions: 'Work.', traits: { likes: ['a'] } },
} as never);

test('faults: a candidate whose score cannot be told is left out, and the table says why', async (t) => {
  const planned = await planOf(aView({ tasks: [aTask('a')], resources: [ben, fond] }), { scoring: trusting });
  t.like(intentsOf(planned, 'start-run'), [{ run: { agent: 'fond' } }]);
  const row = planned.choices[0]?.candidates?.find(({ agent }) => agent === 'ben');
  t.like(row, { score: null });
  t.regex(row?.excluded ?? '', /^rule likes-it of under-test cannot be judged: /);
});

test('faults: a task of which no candidate can be scored stalls', async (t) => {
  const planned = await planOf(aView({ tasks: [aTask('a')], resources: [ben] }), { scoring: trusting });
  t.deepEqual(planned.choices, []);
  t.is(planned.stalls[0]?.error.code, 'RULES_INVALID');
});

test('faults: what the escalation rules cannot settle goes to a person, who is told why', async (t) => {
  const failed = aTask('a', {
    phase: 'Escalate',
    agent: 'ben',
    lastOutcome: 'failed',
    lastFailure: { class: 'verify-failed', message: 'the tests fail' },
  });
  const escalation = faulty(bundleOf(readRules('escalation')), () => true);
  const planned = await planOf(aView({ tasks: [failed], resources: [ben] }), { escalation });
  t.like(intentsOf(planned, 'escalate'), [
    {
      escalation: {
        action: 'person',
        question:
          'a: the tests fail. Rule broken of maios-escalation cannot be judged: expected a list to look in, found null. How should it go on?',
      },
    },
  ]);
  t.regex(planned.choices[0]?.text ?? '', /^verify-failed: person \(rule broken of maios-escalation cannot be judged/);
  t.is(planned.choices[0]?.verdict.faults?.[0]?.rule, 'broken', 'it is recorded');
});
