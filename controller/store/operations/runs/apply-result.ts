import { type NewEvent } from '../../../events/event.ts';
import { type RunPurpose } from '../../../policy/failures.ts';
import { type ProjectRow } from '../../entities/project.ts';
import { type RunRow } from '../../entities/run.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import { type RunResult } from '../../run-contract.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { closeEscalation } from '../escalations/close-escalation.ts';
import { changeProject } from '../projects/change-project.ts';
import { changeTask } from '../tasks/change-task.ts';
import { insertTasks } from '../tasks/insert-tasks.ts';
import { dependenciesOf } from '../tasks/new-task-rows.ts';

interface Finished {
  readonly run: RunRow;
  readonly project: ProjectRow;
  readonly task: TaskRow | undefined;
}

type Apply = (tx: Tx, scope: Scope, now: number, finished: Finished, result: RunResult) => Promise<readonly NewEvent[]>;

/** What the result of a run means for its task or project. Returns the events that tell of it. */
export const applyResult: Apply = async (tx, scope, now, finished, result) =>
  byPurpose[finished.run.purpose](tx, scope, now, finished, result);

const applyPlan: Apply = async (tx, scope, now, { project }, { plan, failure }) => {
  if (plan === undefined) {
    await changeProject(tx, scope, project.id, {
      planFailures: project.planFailures + 1,
      lastFailure: failure ?? null,
    });
    return [];
  }
  await insertTasks(tx, scope, now, { projectId: project.id, timeoutMs: project.taskTimeoutMs, firstOrdinal: 0 }, plan);
  await changeProject(tx, scope, project.id, { planned: true, lastFailure: null });
  const tasks = plan.map((task) => ({ name: task.name, title: task.title, dependsOn: dependenciesOf(task) }));
  return [{ type: 'Planned', data: { tasks } }];
};

const applyWork: Apply = async (tx, scope, now, { run, task }, result) => {
  if (task === undefined) return [];
  const { review, mergedCommit, snapshotCommit, summary, outcome, failure } = result;
  const sentBack = review !== undefined && !review.approved;
  await changeTask(tx, scope, task.id, now, {
    attempts: task.attempts + 1,
    lastRunId: run.id,
    // A review that sends the work back has done its part, but is not complete: it will look again.
    lastOutcome: sentBack ? null : outcome,
    lastFailure: failure ?? task.lastFailure,
    baseCommit: snapshotCommit ?? task.baseCommit,
    ...(outcome === 'succeeded' && !sentBack ? { resultCommit: mergedCommit ?? null, resultSummary: summary } : {}),
  });
  if (sentBack) await sendBack(tx, scope, now, task, review.comments);
  return mergedCommit === undefined ? [] : [{ type: 'Merged', data: { subject: task.name, commit: mergedCommit } }];
};

async function sendBack(tx: Tx, scope: Scope, now: number, review: TaskRow, comments: string): Promise<void> {
  const { projectId, organizationId } = review;
  const reviewed = await tx.findOneBy(TaskEntity, { projectId, organizationId, name: review.reviews ?? '' });
  if (reviewed === null) return;
  await changeTask(tx, scope, reviewed.id, now, {
    reviewPending: true,
    reviewRejections: reviewed.reviewRejections + 1,
    lastFailure: { class: 'review-rejected', message: `${review.name} asked for changes: ${comments}` },
    // The next attempt starts from main, where the reviewed work is.
    baseCommit: null,
    endedAt: null,
  });
}

const applyAcceptance: Apply = async (tx, scope, _now, { project }, { outcome, failure }) => {
  const passed = outcome === 'succeeded';
  await changeProject(
    tx,
    scope,
    project.id,
    passed
      ? { acceptance: 'passed' }
      : { acceptance: 'failed', acceptanceFailures: project.acceptanceFailures + 1, lastFailure: failure ?? null },
  );
  return [];
};

// A supervisor that gives no usable answer leaves the question to a person; one that comes too late changes nothing.
const applySupervision: Apply = async (tx, scope, now, { run }, { decision, failure }) => {
  const escalation = run.context.escalation?.id;
  if (escalation === undefined) return [];
  const answer = {
    state: 'answered' as const,
    answer: decision?.action ?? 'person',
    note: decision?.reason ?? failure?.message,
    by: run.agent ?? 'supervisor',
  };
  if (!(await closeEscalation(tx, scope, now, escalation, answer))) return [];
  return [{ type: 'Answered', data: { escalation, subject: 'project', answer: answer.answer, by: answer.by } }];
};

const byPurpose: Readonly<Record<RunPurpose, Apply>> = {
  plan: applyPlan,
  work: applyWork,
  accept: applyAcceptance,
  supervise: applySupervision,
};
