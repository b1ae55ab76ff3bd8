import test from 'ava';
import { slotWait } from '../../controller/orchestrator/judge/slot-wait.ts';
import type { QueuedView } from '../../controller/store/operations/views/queued-view.ts';
import { bundleOf } from '../support/rule-set.ts';
import { readRules } from '../support/read-rules.ts';
import { aRun, aTask, aView, anAgent, declared, evidenceOf, type ViewParts } from '../support/view.ts';

const scoring = bundleOf(readRules('scoring'));
const ready = aTask('build');
const running = aRun('r', { state: 'running', taskId: 'task-other', endedAt: null });

const quota = declared({
  apiVersion: 'maios.dev/v1alpha1',
  kind: 'Organization',
  metadata: { name: 'ours' },
  spec: { quotas: { parallelRuns: 2 } },
});

const waits = test.macro({
  exec(t, parts: ViewParts, expected: Partial<QueuedView> | undefined) {
    const view = aView({ resources: [anAgent('ben')], tasks: [ready], ...parts });
    const [task = ready] = view.tasks;
    const found = slotWait(view, task, scoring);
    if (expected === undefined) t.is(found, undefined);
    else t.like(found, expected);
  },
  title: (title) => `slot wait: ${title}`,
});

test('a free agent gets it soon', waits, {}, undefined);
test(
  'it waits for the agent that it is for',
  waits,
  { evidence: [evidenceOf('ben', { active: 1 })] },
  {
    reason: 'agent-busy',
    text: 'a free slot of ben (1 of 1 taken)',
  },
);
test(
  'it waits for a run of its project to end',
  waits,
  {
    project: { spec: { request: 'x', limits: { parallelRuns: 1 } } },
    tasks: [ready, aTask('other', { phase: 'Monitor' }, [running])],
  },
  { reason: 'project-limit' },
);
test(
  'it waits for the organization',
  waits,
  { resources: [anAgent('ben', { capacity: 4 }), quota], evidence: [evidenceOf('ben', { active: 2 })] },
  { reason: 'organization-quota', text: 'a free run of the organization (2 of 2 taken)' },
);
test(
  'what is not ready waits for no slot',
  waits,
  { tasks: [aTask('build', {}, [], [aTask('first').row])] },
  undefined,
);
test('what nobody may do waits for no slot', waits, { resources: [] }, undefined);
