import type { NewEvent } from '../../../events/event.ts';
import type { RunPurpose } from '../../../policy/failures.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import type { RunResult } from '../../run-contract.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { closeEscalation } from '../escalations/close-escalation.ts';
import { changeProject } from '../projects/change-project.ts';
import { changeTask } from '../tasks/change-task.ts';
import { insertTasks } from '../tasks/insert-tasks.ts';
import { dependenciesOf } from '../tasks/new-task-rows.ts';
import type { EndedRun } from './end-run.ts';
import {
  isSentBack,
  projectAfterAcceptance,
  projectAfterPlanning,
  supervisorAnswer,
  taskAfterWork,
  taskSentBack,
} from './result-changes.ts';

type Apply = (tx: Tx, scope: Scope, now: number, ended: EndedRun, result: RunResult) => Promise<readonly NewEvent[]>;

/** What the result of a run means for its task or project. Returns the events that tell of it. */
export const applyResult: Apply = async (tx, scope, now, ended, result) =>
  byPurpose[ended.run.purpose](tx, scope, now, ended, result);

const applyPlan: Apply = async (tx, scope, now, { project }, result) => {
  const { plan } = result;
  const placement = { projectId: project.id, timeoutMs: project.taskTimeoutMs, firstOrdinal: 0 };
  if (plan !== undefined) await insertTasks(tx, scope, now, placement, plan);
  await changeProject(tx, scope, project.id, projectAfterPlanning(project, result));
  if (plan === undefined) return [];
  const tasks = plan.map((task) => ({ name: task.name, title: task.title, dependsOn: dependenciesOf(task) }));
  return [{ type: 'Planned', data: { tasks } }];
};

const applyWork: Apply = async (tx, scope, now, { run, task }, result) => {
  if (task === undefined) return [];
  const { review, mergedCommit } = result;
  await changeTask(tx, scope, task.id, now, taskAfterWork(task, run, result));
  if (isSentBack(result)) await sendBack(tx, scope, now, task, review?.comments ?? '');
  return mergedCommit === undefined ? [] : [{ type: 'Merged', data: { subject: task.name, commit: mergedCommit } }];
};

async function sendBack(tx: Tx, scope: Scope, now: number, review: TaskRow, comments: string): Promise<void> {
  const { projectId, organizationId } = review;
  const reviewed = await tx.findOneBy(TaskEntity, { projectId, organizationId, name: review.reviews ?? '' });
  if (reviewed !== null) await changeTask(tx, scope, reviewed.id, now, taskSentBack(reviewed, review, comments));
}

const applyAcceptance: Apply = async (tx, scope, _now, { project }, result) => {
  await changeProject(tx, scope, project.id, projectAfterAcceptance(project, result));
  return [];
};

// An answer that comes too late changes nothing.
const applySupervision: Apply = async (tx, scope, now, { run }, result) => {
  const { id: escalation, subject = 'project' } = run.context.escalation ?? {};
  if (escalation === undefined) return [];
  const answer = supervisorAnswer(run, result);
  if (!(await closeEscalation(tx, scope, now, escalation, answer))) return [];
  return [{ type: 'Answered', data: { escalation, subject, answer: answer.answer, by: answer.by } }];
};

const byPurpose: Readonly<Record<RunPurpose, Apply>> = {
  plan: applyPlan,
  work: applyWork,
  accept: applyAcceptance,
  supervise: applySupervision,
};
