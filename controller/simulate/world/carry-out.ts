import type { Choice } from '../../orchestrator/plan/choice.ts';
import { intentChanges } from '../../orchestrator/commit/intent-changes.ts';
import { unanswered } from '../../orchestrator/commit/unanswered.ts';
import { runSubject } from '../../orchestrator/plan/run-subject.ts';
import type { Intent, NewEscalation, NewRun } from '../../orchestrator/plan/intent.ts';
import { subjectName } from '../../orchestrator/observe/project-view.ts';
import type { Failure } from '../../policy/failures.ts';
import type { RunJob } from '../../queue/queue.ts';
import { newEscalationRow } from '../../store/operations/escalations/insert-escalation.ts';
import { newRunRow } from '../../store/operations/runs/insert-run.ts';
import type { Desk } from './desk.ts';
import { insertTasks } from './insert-tasks.ts';
import { change } from './simulated-project.ts';

/** What carrying out intents asks of the world around: workers woken, runs stopped. */
export interface Effects {
  readonly jobs: RunJob[];
  readonly fenced: string[];
  /** Agents that got a slot back. */
  readonly freed: string[];
}

/** Carries out one intent in memory, as orchestrator/commit/carry-out.ts does in the store. */
export function carryOut(desk: Desk, choice: Choice, intent: Intent, effects: Effects): void {
  carryOutBeside(desk, choice, intent, effects);
  const { project, task } = intentChanges(choice, intent, desk.now);
  if (project !== undefined) desk.changeProject(project);
  if (task !== undefined) desk.changeTask(task.id, task.fields);
}

/** What an intent wants beside the changes of its rows. */
function carryOutBeside(desk: Desk, choice: Choice, intent: Intent, effects: Effects): void {
  const subject = subjectName(choice.subject);
  switch (intent.do) {
    case 'move': {
      const { taskId, from, to } = intent;
      return desk.tell({ what: 'moved', subject, of: taskId === undefined ? 'project' : 'task', from, to });
    }
    case 'adopt-plan':
      return adoptPlan(desk, intent);
    case 'start-run':
      return startRun(desk, choice, intent.run, effects);
    case 'fence-run':
      return fence(desk, choice, intent.runId, intent.failure, effects);
    case 'escalate':
      return escalate(desk, choice, intent.escalation, effects);
    case 'expire-escalation':
    case 'withdraw-escalation':
      return desk.close(intent.escalationId, unanswered(intent));
    case 'hand-over':
      return desk.tell({ what: 'handed-over', subject, agent: intent.agent });
    case 'end-project':
      return endProject(desk, choice);
    default:
      return undefined;
  }
}

function adoptPlan(desk: Desk, { tasks, taskTimeoutMs }: Extract<Intent, { do: 'adopt-plan' }>): void {
  const { row, tasks: present } = desk.project;
  insertTasks(desk, { projectId: row.id, timeoutMs: taskTimeoutMs, firstOrdinal: present.size }, tasks);
}

function endProject(desk: Desk, { to }: Choice): void {
  desk.tell({ what: 'project-ended', phase: to });
}

function startRun(desk: Desk, { subject }: Choice, run: NewRun, effects: Effects): void {
  const { project, now } = desk;
  // That it is free was made sure of before anything was carried out.
  if (run.agent !== undefined) desk.slots.claim(run.agent, run.capacity, now);
  const row = newRunRow(desk.scope, now, desk.newId('run'), { ...run, projectId: project.row.id });
  project.runs.set(row.id, row);
  effects.jobs.push({ runId: row.id, epoch: row.epoch });
  desk.tell({
    what: 'run-queued',
    run: row.id,
    subject: runSubject(run, subject),
    purpose: run.purpose,
    agent: row.agent,
    capacity: run.capacity,
    dependsOn: subject.task?.dependsOn.map((task) => task.name) ?? [],
  });
}

function fence(desk: Desk, choice: Choice, runId: string, failure: Failure | undefined, effects: Effects): void {
  const run = desk.project.runs.get(runId);
  if (run === undefined || run.state === 'ended') return;
  const outcome = failure === undefined ? 'fenced' : 'failed';
  const ended = {
    state: 'ended' as const,
    epoch: run.epoch + 1,
    outcome,
    failure: failure ?? null,
    endedAt: desk.date,
  };
  change(desk.project.runs, runId, { ...ended, outcome });
  const busyMs = run.startedAt === null ? 0 : desk.now - run.startedAt.getTime();
  effects.fenced.push(runId);
  if (run.agent !== null) {
    if (failure === undefined) desk.slots.release(run.agent);
    else desk.slots.record(run.agent, false, busyMs, desk.now);
    effects.freed.push(run.agent);
  }
  const about = { run: runId, subject: subjectName(choice.subject), purpose: run.purpose, agent: run.agent };
  desk.tell({ what: 'run-ended', ...about, outcome, failure: failure?.class ?? null, busyMs });
}

function escalate(desk: Desk, choice: Choice, escalation: NewEscalation, effects: Effects): void {
  const { project, scope, now } = desk;
  const row = newEscalationRow(scope, now, desk.newId('escalation'), { ...escalation, projectId: project.row.id });
  project.escalations.set(row.id, row);
  desk.tell({ what: 'asked', question: row.id, subject: subjectName(choice.subject), action: row.action });
  if (row.answer !== null) desk.tell({ what: 'closed', question: row.id, answer: row.answer, by: 'rules' });
  const { supervision } = escalation;
  if (supervision?.context.escalation === undefined) return;
  const context = { ...supervision.context, escalation: { ...supervision.context.escalation, id: row.id } };
  startRun(desk, choice, { ...supervision, context }, effects);
}
