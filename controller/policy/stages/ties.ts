import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { FactValue } from '../facts.ts';
import { failuresWithoutRun } from '../failures.ts';

/** Values of one fact: just these, or with `not` all but these. */
export interface TieEnd {
  readonly fact: string;
  readonly in?: readonly FactValue[];
  readonly not?: readonly FactValue[];
}

/** What every snapshot that the orchestrator makes keeps to, beyond the types: while `when` is so, `means` is so. */
export interface Tie {
  readonly when: TieEnd;
  readonly means: TieEnd;
}

/** Counts of which each is never more than those after it: it is a part of them. */
export type Order = readonly string[];

/** Which counts are parts of which. */
export const orders: Readonly<Record<Stage, readonly Order[]>> = {
  phase: ['project.tasksOpen', 'project.tasksStarted', 'project.tasksComplete', 'project.tasksFailed'].map((part) => [
    part,
    'project.tasks',
  ]),
  escalation: [['agentFailuresOfClass', 'agentFailures', 'attempts']],
  scoring: [['agent.failuresHere', 'task.attempts']],
  permission: [],
};

const isProject: TieEnd = { fact: 'subject', in: ['project'] };
const isTask: TieEnd = { fact: 'subject', in: ['task'] };

const knownOfTasks = [
  'task.name',
  'task.ready',
  'task.dependencyFailed',
  'task.runActive',
  'task.runMinutes',
  'task.timeoutMinutes',
  'task.candidates',
  'task.attempts',
  'task.handedOver',
  'task.reviewRejected',
];

/** How facts hang together. Analysis leaves out what they rule out, so that it warns of nothing that cannot come about. */
export const ties: Readonly<Record<Stage, readonly Tie[]>> = {
  phase: [
    ...[...knownOfTasks, 'task.outcome', 'task.failure'].map((fact) => ({
      when: isProject,
      means: { fact, in: [null] },
    })),
    ...knownOfTasks.map((fact) => ({ when: isTask, means: { fact, not: [null] } })),
    { when: isProject, means: { fact: 'phase', not: ['Reassign'] } },
    { when: isTask, means: { fact: 'phase', not: ['Plan'] } },
    { when: { fact: 'phase', not: ['Escalate'] }, means: { fact: 'escalation', in: ['none'] } },
    { when: { fact: 'escalation', in: ['none', 'open'] }, means: { fact: 'escalationAction', in: [null] } },
  ],
  escalation: [
    { when: { fact: 'failure', in: ['plan-invalid', 'acceptance-failed'] }, means: isProject },
    { when: { fact: 'failure', in: failuresWithoutRun }, means: isTask },
    { when: isProject, means: { fact: 'condensed', in: [false] } },
    { when: isProject, means: { fact: 'reviewRejections', in: [0] } },
    {
      when: { fact: 'failure', in: failuresWithoutRun },
      means: { fact: 'agentFailuresOfClass', in: [0] },
    },
  ],
  scoring: [],
  permission: [],
};
