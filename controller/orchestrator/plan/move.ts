import { timeoutFailure, type Failure } from '../../policy/failures.ts';
import { isEnd, type Phase } from '../../policy/phases.ts';
import { whyNobody } from '../judge/why-nobody.ts';
import { answeredAction } from '../observe/answers.ts';
import type { Intent } from './intent.ts';
import { activeRun, activeRuns, currentEscalation, type SubjectView, type TaskView } from '../observe/project-view.ts';
import { repairTask } from './repair.ts';
import { summarise } from './summary.ts';

/** Everything that a move brings with it: what is left behind is fenced or cleared, and why it was left is kept. */
export function moveIntents(subject: SubjectView, from: Phase, to: Phase, rule: string): readonly Intent[] {
  const failure = failureBehind(subject, from, to);
  return [
    { do: 'move', taskId: subject.task?.row.id, from, to, rule },
    ...fences(subject, from, to, failure),
    ...withdrawals(subject, to),
    ...(subject.task === undefined
      ? projectIntents(subject, from, to, failure)
      : taskIntents(subject, subject.task, from, to, failure)),
  ];
}

function projectIntents(subject: SubjectView, from: Phase, to: Phase, failure: Failure | undefined): readonly Intent[] {
  const { view } = subject;
  if (isEnd(to)) return [{ do: 'end-project', summary: summarise(view, to) }];
  if (to === 'Escalate') return failure === undefined ? [] : [{ do: 'fail-project', failure }];
  if (from !== 'Escalate') return [];
  const repair = repairTask(view);
  const repaired: readonly Intent[] = repair === undefined ? [] : [{ do: 'adopt-plan', ...repair }];
  return [...repaired, { do: 'resume-project' }];
}

function taskIntents(
  subject: SubjectView,
  { row }: TaskView,
  from: Phase,
  to: Phase,
  failure: Failure | undefined,
): readonly Intent[] {
  if (to === 'Escalate' || to === 'Failed')
    return failure === undefined ? [] : [{ do: 'fail-task', taskId: row.id, failure }];
  if (to !== 'Delegate') return [];
  const escalation = currentEscalation(subject);
  const condensed = escalation !== undefined && answeredAction(escalation) === 'condense';
  return from === 'Monitor' ? [] : [{ do: 'resume-task', taskId: row.id, condensed }];
}

// Leaving Monitor, or ending, while runs are active (of supervisors, a project has several): they must never write again.
function fences(subject: SubjectView, from: Phase, to: Phase, failure: Failure | undefined): readonly Intent[] {
  const leaves = (from === 'Monitor' && to !== 'Complete' && subject.task !== undefined) || isEnd(to);
  if (!leaves) return [];
  const blame = isEnd(to) && to !== 'Failed' ? undefined : failure;
  return activeRuns(subject).map((run) => ({ do: 'fence-run', runId: run.id, failure: blame }));
}

// Who leaves Escalate on their own account needs no answer any more: a person must not be asked for nothing.
function withdrawals(subject: SubjectView, to: Phase): readonly Intent[] {
  const escalation = currentEscalation(subject);
  if (escalation?.state !== 'open') return [];
  return [{ do: 'withdraw-escalation', escalationId: escalation.id, action: isEnd(to) ? 'fail' : 'retry' }];
}

/** Why the subject is in trouble, where no run has said so already. */
function failureBehind(subject: SubjectView, from: Phase, to: Phase): Failure | undefined {
  if (to !== 'Escalate' && to !== 'Failed') return undefined;
  return subject.task === undefined ? projectFailure(subject, to) : taskFailure(subject, subject.task, from);
}

function projectFailure({ view }: SubjectView, to: Phase): Failure | undefined {
  if (to === 'Failed' || view.project.lastFailure !== null) return undefined;
  const { wallClockMinutes } = view.project.spec.budget ?? {};
  return {
    class: 'budget',
    message: `the wall clock budget${wallClockMinutes === undefined ? '' : ` of ${wallClockMinutes} minutes`} is used up`,
  };
}

function taskFailure(subject: SubjectView, task: TaskView, from: Phase): Failure | undefined {
  const { row, dependsOn } = task;
  if (from === 'Escalate' || row.lastOutcome === 'failed' || row.reviewPending) {
    return from === 'Reassign' ? nobodyLeft(subject, task) : undefined;
  }
  const run = activeRun(subject);
  if (run !== undefined) {
    return timeoutFailure(`${run.agent ?? 'the run'} took longer than ${row.timeoutMs / 60_000} minutes`);
  }
  const broken = dependsOn.find((other) => other.phase === 'Failed' || other.phase === 'Cancelled');
  if (broken !== undefined)
    return { class: 'dependency', message: `${broken.name}, which this task needs, did not complete` };
  return nobodyLeft(subject, task);
}

function nobodyLeft({ view }: SubjectView, task: TaskView): Failure {
  return { class: 'no-candidate', message: `no agent may be given this task: ${whyNobody(view, task)}` };
}
