import test from 'ava';
import { nextDue } from '../../controller/orchestrator/judge/due.ts';
import { judge } from '../../controller/orchestrator/judge/judge.ts';
import { readRules } from '../support/read-rules.ts';
import { bundleOf, rule, ruleSet } from '../support/rule-set.ts';
import { aRun, aTask, aView, anAgent, anEscalation, viewNow, type ViewParts } from '../support/view.ts';

const phases = bundleOf(readRules('phases'));
const ben = anAgent('ben');
const at = (afterMs: number): Date => new Date(viewNow + afterMs);
const running = (change: object) =>
  aTask('a', { phase: 'Monitor', agent: 'ben', timeoutMs: 60_000 }, [
    aRun('run-1', { taskId: 'task-a', state: 'running', outcome: null, failure: null, endedAt: null, ...change }),
  ]);
const asked = (expiresAt: Date | null) => ({
  tasks: [aTask('a', { phase: 'Escalate', lastOutcome: 'failed' })],
  escalations: [anEscalation({ taskId: 'task-a', action: 'person', state: 'open', answer: null, expiresAt })],
});

const due = test.macro({
  async exec(t, parts: ViewParts, afterMs: number | undefined) {
    const view = aView({ resources: [ben], ...parts });
    const found = nextDue(view.now, await judge(view, phases), phases);
    t.is(found === undefined ? undefined : found - view.now, afterMs);
  },
  title: (title) => `due: ${title}`,
});

test('nothing comes of a project that waits for nothing', due, { tasks: [aTask('a')] }, undefined);
test('the time-out of a run', due, { tasks: [running({ startedAt: at(-20_000) })] }, 40_000);
test('a run that waits for a worker, as if it began now', due, { tasks: [running({ startedAt: null })] }, 60_000);
test('not the end of a lease', due, { tasks: [running({ startedAt: at(0), leaseExpiresAt: at(30_000) })] }, 60_000);
test('the end of the wall clock budget', due, { project: { deadlineAt: at(5000) }, tasks: [aTask('a')] }, 5000);
test(
  'the earliest of all',
  due,
  { project: { deadlineAt: at(5000) }, tasks: [running({ startedAt: at(-59_000) })] },
  1000,
);
test('the expiry of a question', due, asked(at(9000)), 9000);
test('a question without an end', due, asked(null), undefined);
test('what was due before', due, { project: { deadlineAt: at(-5000), phase: 'Escalate' }, ...asked(null) }, undefined);
test(
  'a suspended project keeps still',
  due,
  { project: { suspended: true, deadlineAt: at(5000) }, tasks: [running({ startedAt: at(0) })] },
  undefined,
);

test('due: while a run waits for a worker, a rule about its first moments does not keep its project awake', async (t) => {
  const begun = bundleOf(
    ruleSet([rule({ all: [{ fact: 'task.runMinutes', operator: 'greaterThan', value: 0 }] }, { name: 'begun' })]),
  );
  const dueOf = async (startedAt: Date | null): Promise<number | undefined> => {
    const view = aView({ resources: [ben], tasks: [running({ startedAt })] });
    return nextDue(view.now, await judge(view, begun), begun);
  };
  t.is(await dueOf(null), viewNow + 1000);
  t.is(await dueOf(at(0)), viewNow + 1, 'a run that has begun is looked at when its time has come');
});

test('due: what a suspended project waits for in order to be cancelled', async (t) => {
  const slow = bundleOf(
    ruleSet([
      rule(
        { all: [{ fact: 'project.cancelRequested', operator: 'equal', value: true }] },
        { for: '10s', event: { type: 'Cancelled' } },
      ),
    ]),
  );
  const view = aView({ project: { suspended: true, cancelRequested: true } });
  t.is(nextDue(view.now, await judge(view, slow), slow), viewNow + 10_000);
});
