import { type Stage } from '../../catalog/kinds/rule-set.ts';
import { type FactValue } from '../facts.ts';

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
  escalation: [],
  scoring: [],
  permission: [],
};
