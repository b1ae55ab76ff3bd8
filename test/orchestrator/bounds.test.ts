import test from 'ava';
import type { EscalationRow } from '../../controller/store/entities/escalation.ts';
import type { RunRow } from '../../controller/store/entities/run.ts';
import type { TaskRow } from '../../controller/store/entities/task.ts';
import { intentsOf, planOf } from '../support/plan-of.ts';
import { bundleOf, rule, ruleSet } from '../support/rule-set.ts';
import { aRun, aTask, aView, anAgent, anEscalation, evidenceOf, viewNow } from '../support/view.ts';

const ben = anAgent('ben');
const sue = anAgent('sue', { role: 'supervisor' });
const always = (type: string) =>
  bundleOf(
    ruleSet([rule({ all: [{ fact: 'now', operator: 'greaterThan', value: 0 }] }, { event: { type } })], {
      stage: 'escalation',
      hitPolicy: 'first',
    }),
  );

const failedTwice = [aRun('run-1', { taskId: 'task-a' }), aRun('run-2', { taskId: 'task-a', attempt: 2 })];
const inTrouble: Partial<TaskRow> = {
  phase: 'Escalate',
  agent: 'ben',
  lastOutcome: 'failed',
  lastFailure: { class: 'verify-failed', message: 'x' },
};
const running = { state: 'running' as const, outcome: null, failure: null, endedAt: null };

test('end: what still runs for a project that failed is fenced, and every open task ends with it', async (t) => {
  const view = aView({
    project: { phase: 'Escalate', lastFailure: { class: 'budget', message: 'no time' } },
    tasks: [
      aTask('a', { phase: 'Monitor', agent: 'ben' }, [aRun('run-a', { ...running, taskId: 'task-a' })]),
      aTask('b'),
      aTask('c', { phase: 'Complete', endedAt: new Date(viewNow) }),
    ],
    projectRuns: [
      aRun('run-s', { ...running, purpose: 'supervise' }),
      aRun('run-t', { ...running, purpose: 'supervise' }),
    ],
    escalations: [anEscalation({ action: 'person', answer: 'fail' })],
    resources: [ben],
  });
  const planned = await planOf(view);
  t.deepEqual(
    planned.choices.map(({ subject, to }) => [subject.task?.row.name ?? 'project', to]),
    [
      ['project', 'Failed'],
      ['a', 'Cancelled'],
      ['b', 'Cancelled'],
    ],
  );
  t.like(intentsOf(planned, 'fence-run'), [{ runId: 'run-s' }, { runId: 'run-t' }, { runId: 'run-a' }]);
  t.deepEqual(intentsOf(planned, 'start-run'), []);
});

test('deadline: nothing new is started once the wall clock budget is used up', async (t) => {
  const project = { phase: 'Escalate' as const, deadlineAt: new Date(viewNow) };
  const open = anEscalation({ action: 'person', state: 'open', answer: null });
  const late = aView({ project, tasks: [aTask('a')], escalations: [open], resources: [ben] });
  t.deepEqual(intentsOf(await planOf(late), 'start-run'), []);
  const inTime = { ...late, project: { ...late.project, deadlineAt: new Date(viewNow + 1) } };
  t.is(intentsOf(await planOf(inTime), 'start-run').length, 1);
});

test('supervise: a busy supervisor is waited for', async (t) => {
  const view = aView({
    tasks: [aTask('a', inTrouble, failedTwice)],
    evidence: [evidenceOf('sue', { active: 1 })],
    resources: [ben, sue],
  });
  const planned = await planOf(view, { escalation: always('supervise') });
  t.deepEqual(planned.choices, []);
  t.deepEqual([...planned.waitsFor], ['sue']);
});

test('supervise: two questions at once never take one slot', async (t) => {
  const also = failedTwice.map((run) => ({ ...run, id: `${run.id}-b`, taskId: 'task-b' }));
  const view = aView({
    tasks: [aTask('a', inTrouble, failedTwice), aTask('b', inTrouble, also)],
    resources: [ben, sue],
  });
  const planned = await planOf(view, { escalation: always('supervise') });
  t.is(intentsOf(planned, 'escalate').length, 1);
  t.deepEqual([...planned.waitsFor], ['sue']);
});

const noCandidate = { ...inTrouble, lastFailure: { class: 'no-candidate' as const, message: 'nobody' } };
const past = (change: Partial<EscalationRow> = {}) =>
  anEscalation({ taskId: 'task-a', createdAt: new Date(viewNow - 120_000), ...change });

const asked = test.macro({
  async exec(t, _title: string, action: string, escalations: readonly EscalationRow[], runs: readonly RunRow[] = []) {
    const view = aView({ tasks: [aTask('a', noCandidate, runs)], escalations, resources: [ben] });
    const planned = await planOf(view, { escalation: always('retry') });
    t.like(intentsOf(planned, 'escalate'), [{ escalation: { action } }]);
  },
  title: (_, title) => `circles: ${title}`,
});

test(asked, 'rules may answer twice without a run between', 'retry', [past(), past()]);
test(asked, 'after three answers that brought no run, a person is asked', 'person', [past(), past(), past()]);
test(asked, 'a supervisor goes round in circles as well', 'person', [past(), past({ action: 'supervise' }), past()]);
test(asked, 'what a person said begins anew', 'retry', [past(), past(), past({ action: 'person', answer: 'retry' })]);
test(asked, 'a run begins anew', 'retry', [past(), past(), past()], failedTwice);
test(asked, 'after twenty answers a person is asked, runs or not', 'person', Array(20).fill(past()), failedTwice);
