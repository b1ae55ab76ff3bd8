import test from 'ava';
import { timeoutFailure } from '../../controller/policy/failures.ts';
import type { ModelResource } from '../../controller/catalog/kinds/kinds.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { intentsOf, planOf } from '../support/plan-of.ts';
import { bundleOf, rule, ruleSet } from '../support/rule-set.ts';
import { aRun, aTask, aView, anAgent, anEscalation, declared, evidenceOf, viewNow } from '../support/view.ts';

const ben = anAgent('ben');
const cleo = anAgent('cleo');
const running = aRun('run-1', { taskId: 'task-a', state: 'running', outcome: null, failure: null, endedAt: null });
const failedTwice = [aRun('run-1', { taskId: 'task-a' }), aRun('run-2', { taskId: 'task-a', attempt: 2 })];

test('plan: a project at rest wants nothing', async (t) => {
  const view = aView({ tasks: [aTask('a', { phase: 'Monitor', agent: 'ben' }, [running])], resources: [ben] });
  t.deepEqual((await planOf(view)).choices, []);
});

test('plan: a suspended project wants nothing, whatever its tasks need', async (t) => {
  const view = aView({ project: { suspended: true }, tasks: [aTask('a')], resources: [ben] });
  t.deepEqual((await planOf(view)).choices, []);
});

test('plan: a suspended project can be cancelled', async (t) => {
  const view = aView({ project: { suspended: true, cancelRequested: true }, tasks: [aTask('a')], resources: [ben] });
  const { choices } = await planOf(view);
  t.deepEqual(
    choices.map((choice) => choice.to),
    ['Cancelled', 'Cancelled'],
  );
});

test('plan: the end counts what runs have reserved as spent, which is written off with them', async (t) => {
  const view = aView({ project: { cancelRequested: true, tokensSpent: 1000, tokensReserved: 234 } });
  const [end] = intentsOf(await planOf(view), 'end-project');
  t.like(end, { summary: 'demo: cancelled. 0 of 0 tasks complete.\nSpent 1,234 tokens.' });
});

test('plan: cancelling fences what runs', async (t) => {
  const view = aView({
    project: { cancelRequested: true },
    tasks: [aTask('a', { phase: 'Monitor', agent: 'ben' }, [running])],
    resources: [ben],
  });
  t.like(intentsOf(await planOf(view), 'fence-run'), [{ runId: 'run-1', failure: undefined }]);
});

test('delegate: a ready task goes to the best candidate, and the whole table is recorded', async (t) => {
  const view = aView({
    tasks: [aTask('a')],
    resources: [ben, cleo],
    evidence: [evidenceOf('cleo', { successes: 9, failures: 1 })],
  });
  const { choices } = await planOf(view);
  t.is(choices.length, 1);
  t.like(intentsOf({ choices, stalls: [], waitsFor: new Set() }, 'start-run'), [
    { run: { agent: 'cleo', purpose: 'work', attempt: 1 } },
  ]);
  t.deepEqual(
    choices[0]?.candidates?.map((row) => row.agent),
    ['cleo', 'ben'],
  );
});

test('delegate: a task waits for what it depends on', async (t) => {
  const first = aTask('first', { phase: 'Monitor', agent: 'ben' }, [{ ...running, taskId: 'task-first' }]);
  const view = aView({ tasks: [first, aTask('second', {}, [], [first.row])], resources: [ben, cleo] });
  t.deepEqual(intentsOf(await planOf(view), 'start-run'), []);
});

test('delegate: two ready tasks never take one slot', async (t) => {
  const view = aView({ tasks: [aTask('a'), aTask('b')], resources: [ben] });
  const planned = await planOf(view);
  t.is(intentsOf(planned, 'start-run').length, 1);
  t.deepEqual([...planned.waitsFor], ['ben']);
});

test('delegate: no more runs at once than the project allows', async (t) => {
  const view = aView({
    project: { spec: { request: 'x', limits: { parallelRuns: 1 } } },
    tasks: [aTask('a'), aTask('b')],
    resources: [ben, cleo],
  });
  t.is(intentsOf(await planOf(view), 'start-run').length, 1);
});

test('delegate: an agent of another role is scored too, and comes after', async (t) => {
  const view = aView({ tasks: [aTask('a')], resources: [ben, anAgent('dora', { role: 'reviewer' })] });
  const { choices } = await planOf(view);
  t.deepEqual(
    choices[0]?.candidates?.map((row) => row.agent),
    ['ben', 'dora'],
  );
});

test('delegate: a busy agent that suits is waited for, rather than given to one that does not', async (t) => {
  const view = aView({
    tasks: [aTask('a')],
    resources: [ben, anAgent('ada', { role: 'planner' })],
    evidence: [evidenceOf('ben', { active: 1 })],
  });
  const planned = await planOf(view);
  t.deepEqual(planned.choices, []);
  t.deepEqual([...planned.waitsFor].toSorted(), ['ada', 'ben'], 'any of them may be the best by then');
});

test('delegate: of two that suit, the free one is taken', async (t) => {
  const view = aView({
    tasks: [aTask('a')],
    resources: [ben, cleo],
    evidence: [evidenceOf('ben', { active: 1, successes: 3 })],
  });
  t.like(intentsOf(await planOf(view), 'start-run'), [{ run: { agent: 'cleo' } }]);
});

test('delegate: an agent without the skill is left out', async (t) => {
  const view = aView({ tasks: [aTask('a', { skills: ['write_file'] })], resources: [ben] });
  const { choices } = await planOf(view);
  t.is(choices[0]?.to, 'Escalate', 'nobody may be given the task');
  t.like(intentsOf({ choices, stalls: [], waitsFor: new Set() }, 'fail-task'), [
    { failure: { class: 'no-candidate' } },
  ]);
});

test('monitor: a verified result completes the task', async (t) => {
  const view = aView({ tasks: [aTask('a', { phase: 'Monitor', lastOutcome: 'succeeded' })], resources: [ben] });
  t.is((await planOf(view)).choices.find((choice) => choice.subject.task !== undefined)?.to, 'Complete');
});

test('monitor: a run past its time-out is fenced as a failure of its agent', async (t) => {
  const old = { ...running, startedAt: new Date(viewNow - 1_800_001) };
  const view = aView({ tasks: [aTask('a', { phase: 'Monitor', agent: 'ben' }, [old])], resources: [ben] });
  const planned = await planOf(view);
  t.is(planned.choices[0]?.to, 'Escalate');
  const failure = timeoutFailure('ben took longer than 30 minutes');
  t.regex(failure.fix ?? '', /taskTimeoutMinutes/);
  t.like(intentsOf(planned, 'fence-run'), [{ runId: 'run-1', failure }]);
});

test('monitor: once every task is complete the acceptance checks run, once', async (t) => {
  const done = aTask('a', { phase: 'Complete', endedAt: new Date(viewNow) });
  t.like(intentsOf(await planOf(aView({ tasks: [done] })), 'start-run'), [{ run: { purpose: 'accept' } }]);
  const busy = aView({ tasks: [done], projectRuns: [{ ...running, purpose: 'accept', taskId: null }] });
  t.deepEqual((await planOf(busy)).choices, []);
});

test('escalate: a first failed verification is tried again by the same agent', async (t) => {
  const row = {
    phase: 'Escalate' as const,
    agent: 'ben',
    lastOutcome: 'failed' as const,
    lastFailure: { class: 'verify-failed' as const, message: 'x' },
  };
  const view = aView({ tasks: [aTask('a', row, failedTwice.slice(0, 1))], resources: [ben, cleo] });
  t.like(intentsOf(await planOf(view), 'escalate'), [{ escalation: { action: 'retry' } }]);
});

test('escalate: a second one is for another agent', async (t) => {
  const row = {
    phase: 'Escalate' as const,
    agent: 'ben',
    lastOutcome: 'failed' as const,
    lastFailure: { class: 'verify-failed' as const, message: 'x' },
  };
  const view = aView({ tasks: [aTask('a', row, failedTwice)], resources: [ben, cleo] });
  t.like(intentsOf(await planOf(view), 'escalate'), [{ escalation: { action: 'reassign' } }]);
});

test('escalate: with nobody else and no supervisor a person is asked', async (t) => {
  const row = {
    phase: 'Escalate' as const,
    agent: 'ben',
    lastOutcome: 'failed' as const,
    lastFailure: { class: 'verify-failed' as const, message: 'x' },
  };
  const view = aView({ tasks: [aTask('a', row, failedTwice)], resources: [ben] });
  const [intent] = intentsOf(await planOf(view), 'escalate');
  t.like(intent, { escalation: { action: 'person' } });
});

test('escalate: an answered escalation moves on, and is not asked again', async (t) => {
  const row = { phase: 'Escalate' as const, agent: 'ben', lastOutcome: 'failed' as const };
  const view = aView({
    tasks: [aTask('a', row, failedTwice)],
    escalations: [anEscalation({ taskId: 'task-a', answer: 'reassign' })],
    resources: [ben, cleo],
  });
  t.is((await planOf(view)).choices[0]?.to, 'Reassign');
});

test('escalate: an open question that expires is settled by what its rule said', async (t) => {
  const open = anEscalation({
    taskId: 'task-a',
    action: 'person',
    state: 'open',
    answer: null,
    expiresAt: new Date(viewNow - 1),
    onExpiry: 'fail',
  });
  const view = aView({
    tasks: [aTask('a', { phase: 'Escalate', lastOutcome: 'failed' })],
    escalations: [open],
    resources: [ben],
  });
  t.like(intentsOf(await planOf(view), 'expire-escalation'), [{ action: 'fail' }]);
});

test('reassign: takes the task from the agent that failed', async (t) => {
  const row = {
    phase: 'Reassign' as const,
    agent: 'ben',
    lastOutcome: 'failed' as const,
    lastFailure: { class: 'verify-failed' as const, message: 'x' },
  };
  const view = aView({ tasks: [aTask('a', row, failedTwice)], resources: [ben, cleo] });
  t.like(intentsOf(await planOf(view), 'hand-over'), [{ agent: 'ben', failureClass: 'verify-failed' }]);
});

test('reassign: never returns to the agent that failed the same way', async (t) => {
  const excluded = [{ agent: 'ben', class: 'verify-failed' as const }];
  const evidence = [evidenceOf('ben', { successes: 1000 }), evidenceOf('cleo', { failures: 3 })];
  const view = aView({ tasks: [aTask('a', { excluded }, failedTwice)], resources: [ben, cleo], evidence });
  const planned = await planOf(view);
  t.like(intentsOf(planned, 'start-run'), [{ run: { agent: 'cleo' } }]);
  t.like(planned.choices[0]?.candidates?.[1], { agent: 'ben', excluded: 'failed here before: verify-failed' });
});

test('plan: an illegal transition asked for by a rule stalls the subject and moves nothing', async (t) => {
  const rule = {
    name: 'skip',
    conditions: { all: [{ fact: 'subject', operator: 'equal', value: 'task' }] },
    event: { type: 'Complete' },
  };
  const { bundle } = loadRuleSet({
    apiVersion: 'maios.dev/v1alpha1',
    kind: 'RuleSet',
    metadata: { name: 'bad' },
    spec: { stage: 'phase', hitPolicy: 'first', rules: [rule] },
  });
  if (bundle === undefined) return t.fail('expected the rule set to load');
  const view = aView({ tasks: [aTask('a')], resources: [ben] });
  const planned = await planOf(view, { phase: bundle });
  t.deepEqual(intentsOf(planned, 'move'), []);
  t.is(planned.stalls[0]?.error.code, 'RULES_ILLEGAL');
  t.regex(planned.stalls[0]?.error.message ?? '', /^rule [a-z-]+ of bad: task in /);
  return undefined;
});

const over = aTask('a', { phase: 'Monitor', agent: 'ben', lastOutcome: 'succeeded' }, [
  aRun('run-1', { taskId: 'task-a' }),
]);
const incomplete: readonly [string, Parameters<typeof aView>[0], readonly string[]][] = [
  ['stalls its subject', { tasks: [over] }, ['RULES_INCOMPLETE']],
  ['is not told while a question is open', { tasks: [over], escalations: [anEscalation({ state: 'open' })] }, []],
  ['is not told while another task runs', { tasks: [over, aTask('b', { phase: 'Monitor' }, [running])] }, []],
];
for (const [what, setup, stalls] of incomplete) {
  test(`plan: an end of a run that no rule takes on ${what}`, async (t) => {
    const phase = bundleOf(ruleSet([rule({ all: [{ fact: 'phase', operator: 'equal', value: 'Plan' }] })]));
    const view = aView({ resources: [ben], ...setup });
    const planned = await planOf(view, { phase });
    t.deepEqual(planned.choices, []);
    t.deepEqual(
      planned.stalls.map(({ error }) => error.code),
      stalls,
    );
  });
}

test('pool: agents that rehearse from a script work only for the source that declared them', async (t) => {
  const script: ModelResource = {
    apiVersion: 'maios.dev/v1alpha1',
    kind: 'Model',
    metadata: { name: 'script' },
    spec: { provider: 'scripted', script: [{ match: {} }] },
  };
  const resources = [
    anAgent('ada', { model: 'script' }, 'files:x'),
    declared(script, 'files:x'),
    anAgent('maios-developer-1', {}, 'builtin'),
  ];
  const planned = await planOf(aView({ tasks: [aTask('a')], resources }));
  t.like(intentsOf(planned, 'start-run'), [{ run: { agent: 'maios-developer-1' } }]);
  const same = await planOf(aView({ project: { source: 'files:x' }, tasks: [aTask('a')], resources }));
  t.like(intentsOf(same, 'start-run'), [{ run: { agent: 'ada' } }]);
});
