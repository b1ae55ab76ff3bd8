import { saysNothingOfAgent, type RunPurpose } from '../../policy/failures.ts';
import type { RunRow } from '../../store/entities/run.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import {
  isSentBack,
  projectAfterAcceptance,
  projectAfterPlanning,
  supervisorAnswer,
  taskAfterWork,
  taskSentBack,
} from '../../store/operations/runs/result-changes.ts';
import type { RunResult } from '../../store/run-contract.ts';
import type { Desk } from './desk.ts';
import { insertTasks } from './insert-tasks.ts';
import { change } from './simulated-project.ts';

/** Ends a running run with its result: what finish-run.ts and apply-result.ts of the store do. */
export function finish(desk: Desk, run: RunRow, result: RunResult): void {
  const { project, now } = desk;
  const { outcome, failure = null } = result;
  const resultCommit = result.mergedCommit ?? result.snapshotCommit ?? null;
  change(project.runs, run.id, { state: 'ended', outcome, failure, result, resultCommit, endedAt: desk.date });
  const task = run.taskId === null ? undefined : project.tasks.get(run.taskId);
  byPurpose[run.purpose](desk, result, run, task);
  const busyMs = run.startedAt === null ? 0 : now - run.startedAt.getTime();
  if (run.agent !== null) handBack(desk, run.agent, result, busyMs);
  const { id, purpose, agent } = run;
  const about = { run: id, subject: task?.name ?? 'project', purpose, agent };
  desk.tell({ what: 'run-ended', ...about, outcome, failure: failure?.class ?? null, busyMs });
}

function handBack({ slots, now }: Desk, agent: string, { outcome, failure }: RunResult, busyMs: number): void {
  if (saysNothingOfAgent(failure ?? null)) slots.release(agent);
  else slots.record(agent, outcome === 'succeeded', busyMs, now);
}

type Apply = (desk: Desk, result: RunResult, run: RunRow, task: TaskRow | undefined) => void;

const applyPlan: Apply = (desk, result) => {
  const { id, taskTimeoutMs } = desk.project.row;
  const placement = { projectId: id, timeoutMs: taskTimeoutMs, firstOrdinal: 0 };
  if (result.plan !== undefined) insertTasks(desk, placement, result.plan);
  desk.changeProject(projectAfterPlanning(desk.project.row, result));
};

const applyWork: Apply = (desk, result, run, task) => {
  if (task === undefined) return;
  desk.changeTask(task.id, taskAfterWork(task, run, result));
  if (isSentBack(result)) sendBack(desk, task, result.review?.comments ?? '');
};

function sendBack(desk: Desk, review: TaskRow, comments: string): void {
  const reviewed = [...desk.project.tasks.values()].find((task) => task.name === review.reviews);
  if (reviewed !== undefined) desk.changeTask(reviewed.id, taskSentBack(reviewed, review, comments));
}

const applyAcceptance: Apply = (desk, result) => {
  desk.changeProject(projectAfterAcceptance(desk.project.row, result));
};

const applySupervision: Apply = (desk, result, run) => {
  const escalation = run.context.escalation?.id;
  if (escalation !== undefined) desk.close(escalation, supervisorAnswer(run, result));
};

const byPurpose: Readonly<Record<RunPurpose, Apply>> = {
  plan: applyPlan,
  work: applyWork,
  accept: applyAcceptance,
  supervise: applySupervision,
};
