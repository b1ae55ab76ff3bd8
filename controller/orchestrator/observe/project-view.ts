import type { Catalog } from '../../catalog/catalog.ts';
import type { Phase } from '../../policy/phases.ts';
import type { Timers } from '../../policy/timers.ts';
import type { AgentRow } from '../../store/entities/agent.ts';
import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import type { RunRow } from '../../store/entities/run.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import type { ChainEnd } from '../../store/operations/decisions/append-decisions.ts';
import { isSuspended } from '../../store/operations/projects/is-suspended.ts';

/** A task as the orchestrator observes it: its row, what it waits for, and every run of it, oldest first. */
export interface TaskView {
  readonly row: TaskRow;
  readonly dependsOn: readonly TaskRow[];
  readonly runs: readonly RunRow[];
}

/** Everything about one project that decisions are made from, read in one transaction. */
export interface ProjectView {
  readonly project: ProjectRow;
  readonly tasks: readonly TaskView[];
  /** Runs of the project itself (plan, accept, supervise), oldest first. */
  readonly projectRuns: readonly RunRow[];
  readonly evidence: ReadonlyMap<string, AgentRow>;
  readonly escalations: readonly EscalationRow[];
  readonly notes: readonly string[];
  /** Where its next decision goes, if nobody records one before. */
  readonly chainEnd: ChainEnd;
  readonly catalog: Catalog;
  readonly now: number;
}

/** The project itself (`task` undefined), or one of its tasks. */
export interface SubjectView {
  readonly view: ProjectView;
  readonly task: TaskView | undefined;
}

/** A suspended project keeps still, except to be cancelled; an ended one for ever. */
export function isHeld(project: Pick<ProjectRow, 'suspended' | 'spec' | 'cancelRequested' | 'endedAt'>): boolean {
  if (project.endedAt !== null) return true;
  return isSuspended(project) && !project.cancelRequested;
}

export function phaseOf({ view, task }: SubjectView): Phase {
  return task?.row.phase ?? view.project.phase;
}

export function phaseSinceOf({ view, task }: SubjectView): number {
  return (task?.row.phaseSince ?? view.project.phaseSince).getTime();
}

/** What the phase rules remember about the subject. */
export function timersOf({ view, task }: SubjectView): Timers {
  return task?.row.timers ?? view.project.timers;
}

/** How events and decisions name the subject. */
export function subjectName({ task }: SubjectView): string {
  return task?.row.name ?? 'project';
}

export function runsOf({ view, task }: SubjectView): readonly RunRow[] {
  return task?.runs ?? view.projectRuns;
}

export function activeRun(subject: SubjectView): RunRow | undefined {
  return activeRuns(subject)[0];
}

/** Queued or running, oldest first. */
export function activeRuns(subject: SubjectView): readonly RunRow[] {
  return runsOf(subject).filter((run) => run.state !== 'ended');
}

/** The escalation that the present Escalate phase is about; undefined before it is made, and in any other phase. */
export function currentEscalation(subject: SubjectView): EscalationRow | undefined {
  if (phaseOf(subject) !== 'Escalate') return undefined;
  const since = phaseSinceOf(subject);
  return escalationsOf(subject).findLast((row) => row.createdAt.getTime() >= since);
}

export function escalationsOf({ view, task }: SubjectView): readonly EscalationRow[] {
  return view.escalations.filter((row) => row.taskId === (task?.row.id ?? null));
}

/**
 * The time that a stay in Escalate, or a question in it, begins: now, or just after what came before where the clock was
 * set back since. By it the questions of one stay are told from those of an earlier one.
 */
export function timeOfChange(subject: SubjectView, now: number): number {
  const last = Math.max(phaseSinceOf(subject), ...escalationsOf(subject).map((row) => row.createdAt.getTime()));
  return last > now ? last + 1 : now;
}
