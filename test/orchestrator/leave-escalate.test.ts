import test from 'ava';
import type { Intent } from '../../controller/orchestrator/plan/intent.ts';
import type { Plan } from '../../controller/orchestrator/plan/plan.ts';
import { planOf } from '../support/plan-of.ts';
import { anAgent, anEscalation, aTask, aView } from '../support/view.ts';

const ben = anAgent('ben');
const nobody = { class: 'no-candidate' as const, message: 'x' };
const failed = { phase: 'Escalate' as const, agent: 'ben', lastOutcome: 'failed' as const };
const asked = { taskId: 'task-a', action: 'person' as const, state: 'open' as const, answer: null };

function intents(planned: Plan): readonly Intent[] {
  return planned.choices.flatMap((choice) => choice.intents);
}

for (const state of ['answered', 'expired'] as const) {
  test(`escalate: a question that was passed on to a person (${state}) is asked of one, and gives nothing up`, async (t) => {
    const view = aView({
      tasks: [aTask('a', { ...failed, lastFailure: { class: 'verify-failed', message: 'x' } })],
      escalations: [anEscalation({ taskId: 'task-a', action: 'supervise', state, answer: 'person' })],
      resources: [ben],
    });
    const planned = await planOf(view);
    t.deepEqual(planned.choices.map(({ to }) => to).includes('Failed'), false);
    t.like(
      intents(planned).find((intent) => intent.do === 'escalate'),
      { escalation: { taskId: 'task-a' } },
    );
  });
}

test('escalate: a task that nobody could take goes on when somebody can, and its question is withdrawn', async (t) => {
  const rows = { ...failed, agent: null, lastFailure: nobody };
  const planned = await planOf(
    aView({ tasks: [aTask('a', rows)], escalations: [anEscalation({ id: 'e1', ...asked })], resources: [ben] }),
  );
  t.is(planned.choices.find((choice) => choice.subject.task !== undefined)?.to, 'Delegate');
  t.like(
    intents(planned).find((intent) => intent.do === 'withdraw-escalation'),
    {
      escalationId: 'e1',
      action: 'retry',
    },
  );
});

test('escalate: a task that still nobody can take keeps its question', async (t) => {
  const rows = { ...failed, agent: null, lastFailure: nobody };
  const view = aView({
    tasks: [aTask('a', { ...rows, skills: ['fly'] })],
    escalations: [anEscalation(asked)],
    resources: [ben],
  });
  t.deepEqual((await planOf(view)).choices, []);
});

test('cancel: the open question of a task is withdrawn with it', async (t) => {
  const planned = await planOf(
    aView({
      project: { cancelRequested: true },
      tasks: [aTask('a', failed)],
      escalations: [anEscalation({ id: 'e1', ...asked })],
      resources: [ben],
    }),
  );
  t.like(
    intents(planned).find((intent) => intent.do === 'withdraw-escalation'),
    { escalationId: 'e1', action: 'fail' },
  );
});

const reasons = test.macro<[setup: Parameters<typeof aView>[0], expected: RegExp]>({
  async exec(t, setup, expected) {
    const failure = intents(await planOf(aView(setup))).find((intent) => intent.do === 'fail-task');
    t.regex(failure?.failure.message ?? '', expected);
  },
  title: (title) => `nobody: the question says that ${title}`,
});

test(
  'an agent lacks a skill',
  reasons,
  { tasks: [aTask('a', { skills: ['fly'] })], resources: [ben] },
  /ben lacks the skill fly/,
);
test(
  'an agent failed here before',
  reasons,
  { tasks: [aTask('a', { excluded: [{ agent: 'ben', class: 'verify-failed' }] })], resources: [ben] },
  /ben failed here before \(verify-failed\)/,
);
test(
  'the selector of the project fits none',
  reasons,
  { project: { spec: { request: 'x', agents: { labels: { team: 'x' } } } }, tasks: [aTask('a')], resources: [ben] },
  /spec\.agents \(team=x\) fits none of the agents \(ben\)/,
);
test(
  'others are left out as well',
  reasons,
  {
    tasks: [aTask('a', { skills: ['fly'] })],
    resources: ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'].map((name) => anAgent(name)),
  },
  /a5 lacks the skill fly; and 2 more$/,
);
