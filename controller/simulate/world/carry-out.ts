import { type Choice } from '../../orchestrator/choice.ts';
import { type Intent, type NewEscalation, type NewRun } from '../../orchestrator/intent.ts';
import { subjectName } from '../../orchestrator/project-view.ts';
import { failureClasses, type Failure } from '../../policy/failures.ts';
import { isEnd } from '../../policy/phases.ts';
import { type RunJob } from '../../queue/queue.ts';
import { newEscalationRow } from '../../store/operations/escalations/insert-escalation.ts';
import { newRunRow } from '../../store/operations/runs/insert-run.ts';
import { type Desk } from './desk.ts';
import { insertTasks } from './insert-tasks.ts';
import { change } from './simulated-project.ts';

/** What carrying out intents asks of the world around: workers woken, runs stopped. */
export interface Effects {
  readonly jobs: RunJob[];
  readonly fenced: string[];
}

/** Carries out one intent in memory: the same changes to the same rows as orchestrator/commit/carry-out.ts makes. */
export function carryOut(desk: Desk, choice: Choice, intent: Intent, effects: Effects): void {
  switch (intent.do) {
    case 'move':
      return move(desk, choice, intent);
    case 'keep-timers':
      return keepTimers(desk, intent);
    case 'start-run':
      return startRun(desk, choice, intent.run, effects);
    case 'fence-run':
      return fence(desk, choice, intent.runId, intent.failure, effects);
    case 'escalate':
      return escalate(desk, choice, intent.escalation, effects);
    case 'fail-task':
    case 'hand-over':
    case 'resume-task':
      return carryOutForTask(desk, choice, intent);
    default:
      return carryOutForProject(desk, choice, intent);
  }
}

function carryOutForTask(
  desk: Desk,
  choice: Choice,
  intent: Extract<Intent, { do: 'fail-task' | 'hand-over' | 'resume-task' }>,
): void {
  const condensed = choice.subject.task?.row.condensed ?? false;
  const answered = { lastOutcome: null, handedOver: false, reviewPending: false, endedAt: null };
  switch (intent.do) {
    case 'fail-task':
      return desk.changeTask(intent.taskId, { lastOutcome: 'failed', lastFailure: intent.failure, handedOver: false });
    case 'hand-over':
      return handOver(desk, choice, intent);
    case 'resume-task':
      return desk.changeTask(intent.taskId, { ...answered, condensed: intent.condensed || condensed });
  }
}

type ForProject = 'adopt-plan' | 'expire-escalation' | 'fail-project' | 'resume-project' | 'end-project';

function carryOutForProject(desk: Desk, { to }: Choice, intent: Extract<Intent, { do: ForProject }>): void {
  const { row, tasks } = desk.project;
  switch (intent.do) {
    case 'adopt-plan':
      insertTasks(desk, { projectId: row.id, timeoutMs: intent.taskTimeoutMs, firstOrdinal: tasks.size }, intent.tasks);
      return desk.changeProject({ planned: true });
    case 'expire-escalation':
      return desk.close(intent.escalationId, {
        state: 'expired',
        answer: intent.action,
        note: undefined,
        by: 'expiry',
      });
    case 'fail-project':
      return desk.changeProject({ lastFailure: intent.failure });
    case 'resume-project':
      return desk.changeProject({
        lastFailure: null,
        ...(row.acceptance === 'failed' ? { acceptance: 'pending' } : {}),
      });
    case 'end-project':
      desk.changeProject({ summary: intent.summary, endedAt: desk.date });
      for (const { id } of desk.project.escalations.values())
        desk.close(id, { state: 'expired', answer: 'fail', note: undefined, by: 'end' });
      return desk.tell({ what: 'project-ended', phase: to });
  }
}

function move(desk: Desk, { subject }: Choice, { taskId, from, to }: Extract<Intent, { do: 'move' }>): void {
  const at = { phase: to, phaseSince: desk.date };
  if (taskId === undefined) desk.changeProject(at);
  else desk.changeTask(taskId, { ...at, endedAt: isEnd(to) ? desk.date : null });
  desk.tell({ what: 'moved', subject: subjectName(subject), of: taskId === undefined ? 'project' : 'task', from, to });
}

function keepTimers(desk: Desk, { taskId, timers }: Extract<Intent, { do: 'keep-timers' }>): void {
  if (taskId === undefined) desk.changeProject({ timers });
  else desk.changeTask(taskId, { timers });
}

function startRun(desk: Desk, { subject }: Choice, run: NewRun, effects: Effects): void {
  const { project, now } = desk;
  // That it is free was made sure of before anything was carried out.
  if (run.agent !== undefined) desk.slots.claim(run.agent, run.capacity, now);
  const row = newRunRow(desk.scope, now, desk.newId('run'), { ...run, projectId: project.row.id });
  project.runs.set(row.id, row);
  if (run.taskId !== undefined) desk.changeTask(run.taskId, { agent: run.agent ?? null, lastOutcome: null });
  effects.jobs.push({ runId: row.id, epoch: row.epoch });
  desk.tell({
    what: 'run-queued',
    run: row.id,
    subject: subjectName(subject),
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
  if (run.agent !== null && failure === undefined) desk.slots.release(run.agent);
  if (run.agent !== null && failure !== undefined) desk.slots.record(run.agent, false, busyMs, desk.now);
  effects.fenced.push(runId);
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

function handOver(desk: Desk, { subject }: Choice, intent: Extract<Intent, { do: 'hand-over' }>): void {
  const { taskId, agent, failureClass } = intent;
  const known = failureClasses.find((candidate) => candidate === failureClass) ?? 'fault';
  const excluded = [...(subject.task?.row.excluded ?? []), { agent, class: known }];
  desk.changeTask(taskId, { excluded, handedOver: true, agent: null });
  desk.tell({ what: 'handed-over', subject: subjectName(subject), agent });
}
