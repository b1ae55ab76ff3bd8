import type { ProjectRow } from '../../entities/project.ts';
import type { RunRow } from '../../entities/run.ts';
import type { TaskRow } from '../../entities/task.ts';
import type { RunResult } from '../../run-contract.ts';

/** Whether a run was a review that asked for changes. */
export function isSentBack({ review }: RunResult): boolean {
  return review !== undefined && !review.approved;
}

/** What a run of work changes in its task. */
export function taskAfterWork(task: TaskRow, run: RunRow, result: RunResult): Partial<TaskRow> {
  const { mergedCommit, snapshotCommit, summary, outcome, failure } = result;
  const sentBack = isSentBack(result);
  return {
    attempts: task.attempts + 1,
    lastRunId: run.id,
    // A review that sends the work back has done its part, but is not complete: it will look again.
    lastOutcome: sentBack ? null : outcome,
    lastFailure: failure ?? task.lastFailure,
    baseCommit: snapshotCommit ?? task.baseCommit,
    // One that had nothing to change stands on the commit of the run before it.
    ...(outcome === 'succeeded' && !sentBack
      ? { resultCommit: mergedCommit ?? task.resultCommit, resultSummary: summary }
      : {}),
  };
}

/** What a review that asks for changes changes in the task that it reviewed. */
export function taskSentBack(reviewed: TaskRow, review: TaskRow, comments: string): Partial<TaskRow> {
  return {
    reviewPending: true,
    reviewRejections: reviewed.reviewRejections + 1,
    lastFailure: { class: 'review-rejected', message: `${review.name} asked for changes: ${comments}` },
    // The next attempt starts from main, where the reviewed work is.
    baseCommit: null,
    endedAt: null,
  };
}

/** What a planning run changes in its project, beside the tasks. */
export function projectAfterPlanning(project: ProjectRow, { plan, failure }: RunResult): Partial<ProjectRow> {
  if (plan !== undefined) return { planned: true, lastFailure: null };
  return { planFailures: project.planFailures + 1, lastFailure: failure ?? null };
}

/** What a run of the acceptance checks changes in its project. */
export function projectAfterAcceptance(project: ProjectRow, { outcome, failure }: RunResult): Partial<ProjectRow> {
  if (outcome === 'succeeded') return { acceptance: 'passed' };
  return {
    acceptance: 'failed',
    acceptanceFailures: project.acceptanceFailures + 1,
    lastFailure: failure ?? null,
  };
}

/** How a supervisor's run answers its escalation; one that gives no usable answer leaves the question to a person. */
export function supervisorAnswer({ agent }: RunRow, { decision, failure }: RunResult) {
  return {
    state: 'answered' as const,
    answer: decision?.action ?? 'person',
    note: decision?.reason ?? failure?.message,
    by: agent ?? 'supervisor',
  };
}
