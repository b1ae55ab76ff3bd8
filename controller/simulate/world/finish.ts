import { type RunPurpose } from '../../policy/failures.ts';
import { type RunRow } from '../../store/entities/run.ts';
import { type TaskRow } from '../../store/entities/task.ts';
import { type RunResult } from '../../store/run-contract.ts';
import { type Desk } from './desk.ts';
import { insertTasks } from './insert-tasks.ts';
import { change } from './simulated-project.ts';

/** Ends a running run with its result: what finish-run.ts and apply-result.ts of the store do. */
export function finish(desk: Desk, run: RunRow, result: RunResult): void {
  const { project, slots, now } = desk;
  const { outcome, failure = null } = result;
  const resultCommit = result.mergedCommit ?? result.snapshotCommit ?? null;
  change(project.runs, run.id, { state: 'ended', outcome, failure, result, resultCommit, endedAt: desk.date });
  const task = run.taskId === null ? undefined : project.tasks.get(run.taskId);
  byPurpose[run.purpose](desk, result, run, task);
  const busyMs = run.startedAt === null ? 0 : now - run.startedAt.getTime();
  if (run.agent !== null) slots.record(run.agent, outcome === 'succeeded', busyMs, now);
  const { id, purpose, agent } = run;
  const about = { run: id, subject: task?.name ?? 'project', purpose, agent };
  desk.tell({ what: 'run-ended', ...about, outcome, failure: failure?.class ?? null, busyMs });
}

type Apply = (desk: Desk, result: RunResult, run: RunRow, task: TaskRow | undefined) => void;

const applyPlan: Apply = (desk, { plan, failure }) => {
  const { id, taskTimeoutMs, planFailures } = desk.project.row;
  if (plan === undefined) return desk.changeProject({ planFailures: planFailures + 1, lastFailure: failure ?? null });
  insertTasks(desk, { projectId: id, timeoutMs: taskTimeoutMs, firstOrdinal: 0 }, plan);
  desk.changeProject({ planned: true, lastFailure: null });
};

const applyWork: Apply = (desk, result, run, task) => {
  if (task === undefined) return;
  const { review, mergedCommit, snapshotCommit, summary, outcome, failure } = result;
  const sentBack = review !== undefined && !review.approved;
  desk.changeTask(task.id, {
    attempts: task.attempts + 1,
    lastRunId: run.id,
    lastOutcome: sentBack ? null : outcome,
    lastFailure: failure ?? task.lastFailure,
    baseCommit: snapshotCommit ?? task.baseCommit,
    ...(outcome === 'succeeded' && !sentBack ? { resultCommit: mergedCommit ?? null, resultSummary: summary } : {}),
  });
  if (sentBack) sendBack(desk, task, review.comments);
};

function sendBack(desk: Desk, review: TaskRow, comments: string): void {
  const reviewed = [...desk.project.tasks.values()].find((task) => task.name === review.reviews);
  if (reviewed === undefined) return;
  desk.changeTask(reviewed.id, {
    reviewPending: true,
    reviewRejections: reviewed.reviewRejections + 1,
    lastFailure: { class: 'review-rejected', message: `${review.name} asked for changes: ${comments}` },
    baseCommit: null,
    endedAt: null,
  });
}

const applyAcceptance: Apply = (desk, { outcome, failure }) => {
  const acceptanceFailures = desk.project.row.acceptanceFailures + 1;
  const failed = { acceptance: 'failed' as const, acceptanceFailures, lastFailure: failure ?? null };
  desk.changeProject(outcome === 'succeeded' ? { acceptance: 'passed' } : failed);
};

const applySupervision: Apply = (desk, { decision, failure }, run) => {
  const escalation = run.context.escalation?.id;
  if (escalation === undefined) return;
  desk.close(escalation, {
    state: 'answered',
    answer: decision?.action ?? 'person',
    note: decision?.reason ?? failure?.message,
    by: run.agent ?? 'supervisor',
  });
};

const byPurpose: Readonly<Record<RunPurpose, Apply>> = {
  plan: applyPlan,
  work: applyWork,
  accept: applyAcceptance,
  supervise: applySupervision,
};
