import { answeredAction } from '../observe/answers.ts';
import type { Candidate } from '../judge/candidates.ts';
import {
  activeRun,
  currentEscalation,
  phaseOf,
  phaseSinceOf,
  timersOf,
  type ProjectView,
  type SubjectView,
  type TaskView,
} from '../observe/project-view.ts';
import type { FactValue, Facts } from '../../policy/facts.ts';
import { isEnd } from '../../policy/phases.ts';
import type { Timers } from '../../policy/timers.ts';
import { phaseFacts as table } from '../../policy/stages/phase.ts';
import { isSuspended } from '../../store/operations/projects/is-suspended.ts';

const msPerMinute = 60_000;

/** The snapshot that phase rules see of one subject. */
export function phaseFactsOf(subject: SubjectView, candidates: readonly Candidate[]): Facts {
  const { view, task } = subject;
  return Object.freeze({
    now: view.now,
    subject: task === undefined ? 'project' : 'task',
    phase: phaseOf(subject),
    phaseMinutes: minutesSince(phaseSinceOf(subject), view.now),
    ...projectFacts(view),
    ...escalationFacts(subject),
    ...(task === undefined ? noTask : taskFacts(subject, task, candidates)),
    timers: timerFact(timersOf(subject)),
  });
}

// Plain JSON, which a Timer is; a type with optional members is not one to the compiler.
function timerFact(timers: Timers): FactValue {
  return Object.fromEntries(Object.entries(timers).map(([rule, timer]): [string, FactValue] => [rule, { ...timer }]));
}

/** A task counts as open until it has ended, and again while a review has sent it back. */
export function isOpen(task: TaskView): boolean {
  return !isEnd(task.row.phase) || (task.row.phase === 'Complete' && task.row.reviewPending);
}

function projectFacts(view: ProjectView): Facts {
  const { project, tasks } = view;
  return {
    'project.suspended': isSuspended(project),
    'project.cancelRequested': project.cancelRequested,
    'project.planned': project.planned,
    'project.runActive': activeRun({ view, task: undefined }) !== undefined,
    'project.planFailures': project.planFailures,
    'project.tasks': tasks.length,
    'project.tasksOpen': tasks.filter(isOpen).length,
    'project.tasksStarted': tasks.filter((task) => task.runs.length > 0).length,
    'project.tasksComplete': tasks.filter((task) => task.row.phase === 'Complete' && !task.row.reviewPending).length,
    'project.tasksFailed': tasks.filter((task) => task.row.phase === 'Failed').length,
    'project.acceptance': project.acceptance,
    'project.acceptanceFailures': project.acceptanceFailures,
    'project.failed': project.lastFailure !== null,
    'project.minutesLeft': project.deadlineAt === null ? null : (project.deadlineAt.getTime() - view.now) / msPerMinute,
  };
}

function escalationFacts(subject: SubjectView): Facts {
  const escalation = currentEscalation(subject);
  return {
    escalation: escalation?.state ?? 'none',
    escalationAction: escalation === undefined ? null : (answeredAction(escalation) ?? null),
  };
}

function taskFacts(subject: SubjectView, { row, dependsOn, runs }: TaskView, candidates: readonly Candidate[]): Facts {
  const active = activeRun(subject);
  const startedAt = active?.startedAt?.getTime();
  return {
    'task.name': row.name,
    'task.ready': dependsOn.every((other) => other.phase === 'Complete' && !other.reviewPending),
    'task.dependencyFailed': dependsOn.some((other) => other.phase === 'Failed' || other.phase === 'Cancelled'),
    'task.runActive': active !== undefined,
    'task.runMinutes': startedAt === undefined ? 0 : minutesSince(startedAt, subject.view.now),
    'task.timeoutMinutes': row.timeoutMs / msPerMinute,
    'task.candidates': candidates.length,
    'task.attempts': runs.filter((run) => run.state === 'ended').length,
    'task.outcome': row.lastOutcome,
    'task.failure': row.lastFailure?.class ?? null,
    // A task that nobody had, because nobody could, has nothing to hand over.
    'task.handedOver': row.handedOver || (row.phase === 'Reassign' && row.agent === null),
    'task.reviewRejected': row.reviewPending,
  };
}

const noTask: Facts = Object.fromEntries(
  Object.keys(table)
    .filter((name) => name.startsWith('task.'))
    .map((name): [string, FactValue] => [name, null]),
);

function minutesSince(then: number, now: number): number {
  return Math.max(0, now - then) / msPerMinute;
}
