import type { RunContext } from '../../store/run-contract.ts';
import type { Failure } from '../../policy/failures.ts';
import type { RunRow } from '../../store/entities/run.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { ProjectView, TaskView } from '../observe/project-view.ts';

const keptFailures = 5;
const keptNotes = 10;

/** What a run of the project itself needs to know. */
export function projectContext(view: ProjectView): RunContext {
  return {
    previousFailures: failuresOf(view.projectRuns),
    predecessors: [],
    notes: notesOf(
      view,
      view.escalations.filter((row) => row.taskId === null),
    ),
    condensed: false,
    approvedCalls: [],
  };
}

/** What an agent needs to know that is given a task. */
export function taskContext(view: ProjectView, task: TaskView): RunContext {
  const escalations = view.escalations.filter((row) => row.taskId === task.row.id);
  const reviewed = view.tasks.find((other) => other.row.name === task.row.reviews)?.row;
  return {
    previousFailures: previousFailures(view, task),
    predecessors: task.dependsOn.map((row) => ({
      task: row.name,
      title: row.title,
      summary: row.resultSummary ?? '',
      commit: row.resultCommit,
    })),
    ...(reviewed === undefined ? {} : { reviewed: reviewedContext(reviewed, task) }),
    notes: notesOf(view, escalations),
    condensed: task.row.condensed,
    approvedCalls: approvedCalls(escalations),
  };
}

function reviewedContext(
  { name, title, instructions, verify, resultCommit }: TaskRow,
  { runs }: TaskView,
): NonNullable<RunContext['reviewed']> {
  const comments = runs.findLast(isRejection)?.result?.review?.comments;
  return {
    task: name,
    title,
    ...(instructions === null ? {} : { instructions }),
    ...(verify === null ? {} : { verify }),
    ...(comments === undefined ? {} : { comments }),
    commit: resultCommit,
  };
}

// A review that sent the work back failed no run of this task; its comments count from when it ended.
function previousFailures(view: ProjectView, { row, runs }: TaskView): RunContext['previousFailures'] {
  const reviews = view.tasks.filter((other) => other.row.reviews === row.name);
  const rejections = reviews.flatMap((review) =>
    review.runs.filter(isRejection).map((run) => ({ ...run, agent: null, failure: rejectionOf(review.row, run) })),
  );
  return failuresOf(rejections.length === 0 ? runs : [...runs, ...rejections].sort(byEnd));
}

function isRejection({ result }: RunRow): boolean {
  return result?.review?.approved === false;
}

function rejectionOf({ name }: TaskRow, { result }: RunRow): Failure {
  return { class: 'review-rejected', message: `${name} asked for changes: ${result?.review?.comments ?? ''}` };
}

function byEnd(a: RunRow, b: RunRow): number {
  return (a.endedAt?.getTime() ?? 0) - (b.endedAt?.getTime() ?? 0);
}

function failuresOf(runs: readonly RunRow[]): RunContext['previousFailures'] {
  return runs
    .flatMap((run) =>
      run.failure === null ? [] : [{ ...(run.agent === null ? {} : { agent: run.agent }), failure: run.failure }],
    )
    .slice(-keptFailures);
}

function notesOf(view: ProjectView, escalations: readonly EscalationRow[]): readonly string[] {
  return [...view.notes, ...escalations.flatMap(saidIn)].slice(-keptNotes);
}

function saidIn({ failure, answer, note }: EscalationRow): readonly string[] {
  const denied = failure?.class === 'permission-ask' && answer === 'deny';
  const done = failure?.class === 'effect-unknown' && answer === 'happened';
  return [
    ...(denied ? [`Denied: ${failure.message}. Find another way.`] : []),
    ...(done ? [`${failure.message}. A person says that it did.`] : []),
    ...(note === null ? [] : [note]),
  ];
}

// The digest of the call that was asked for is the failure's detail (see agents/).
function approvedCalls(escalations: readonly EscalationRow[]): readonly string[] {
  return escalations
    .filter((row) => row.failure?.class === 'permission-ask' && row.answer === 'approve')
    .flatMap((row) => row.failure?.detail ?? []);
}
