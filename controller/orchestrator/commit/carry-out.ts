import { type NewEvent } from '../../events/event.ts';
import { isEnd } from '../../policy/phases.ts';
import { type RunJob } from '../../queue/queue.ts';
import { claimSlot } from '../../store/operations/agents/claim-slot.ts';
import { isWithinQuota } from '../../store/operations/agents/is-within-quota.ts';
import { closeEscalation } from '../../store/operations/escalations/close-escalation.ts';
import { insertEscalation } from '../../store/operations/escalations/insert-escalation.ts';
import { withdrawEscalations } from '../../store/operations/escalations/withdraw-escalations.ts';
import { promoteEntries } from '../../store/operations/memory/promote.ts';
import { changeProject } from '../../store/operations/projects/change-project.ts';
import { fenceRun } from '../../store/operations/runs/fence-run.ts';
import { insertRun } from '../../store/operations/runs/insert-run.ts';
import { changeTask } from '../../store/operations/tasks/change-task.ts';
import { insertTasks } from '../../store/operations/tasks/insert-tasks.ts';
import { dependenciesOf } from '../../store/operations/tasks/new-task-rows.ts';
import { failureClasses } from '../../policy/failures.ts';
import { type Scope } from '../../store/scope.ts';
import { type Tx } from '../../store/store.ts';
import { type Intent, type NewRun } from '../intent.ts';
import { type Choice } from '../choice.ts';
import { subjectName, timeOfChange } from '../project-view.ts';
import { Outdated } from './outdated.ts';

/** What carrying out one intent asks of the outside world, and what it tells. */
export interface Done {
  readonly events: readonly NewEvent[];
  readonly job?: RunJob;
  readonly fenced?: string;
}

const nothing: Done = { events: [] };

type Carry<D extends Intent['do']> = (
  tx: Tx,
  scope: Scope,
  now: number,
  choice: Choice,
  intent: Extract<Intent, { do: D }>,
) => Promise<Done>;

/** Carries out one intent within the commit's transaction. */
export async function carryOut(tx: Tx, scope: Scope, now: number, choice: Choice, intent: Intent): Promise<Done> {
  switch (intent.do) {
    case 'move':
      return move(tx, scope, now, choice, intent);
    case 'adopt-plan':
      return adoptPlan(tx, scope, now, choice, intent);
    case 'start-run':
      return startRun(tx, scope, now, choice, intent.run);
    case 'fence-run':
      return fence(tx, scope, now, choice, intent);
    case 'escalate':
      return escalate(tx, scope, now, choice, intent);
    case 'expire-escalation':
      await closeEscalation(tx, scope, now, intent.escalationId, {
        state: 'expired',
        answer: intent.action,
        note: undefined,
        by: 'expiry',
      });
      return nothing;
    case 'fail-task':
      await changeTask(tx, scope, intent.taskId, now, {
        lastOutcome: 'failed',
        lastFailure: intent.failure,
        handedOver: false,
      });
      return nothing;
    case 'hand-over':
      return handOver(tx, scope, now, choice, intent);
    case 'resume-task':
      return resumeTask(tx, scope, now, choice, intent);
    case 'keep-timers':
      await keepTimers(tx, scope, now, choice, intent);
      return nothing;
    default:
      return carryOutForProject(tx, scope, now, choice, intent);
  }
}

async function carryOutForProject(
  tx: Tx,
  scope: Scope,
  now: number,
  { subject, to }: Choice,
  intent: Extract<Intent, { do: 'fail-project' | 'resume-project' | 'end-project' }>,
): Promise<Done> {
  const { project } = subject.view;
  switch (intent.do) {
    case 'fail-project':
      await changeProject(tx, scope, project.id, { lastFailure: intent.failure });
      return nothing;
    case 'resume-project':
      await changeProject(tx, scope, project.id, {
        lastFailure: null,
        ...(project.acceptance === 'failed' ? { acceptance: 'pending' as const } : {}),
      });
      return nothing;
    case 'end-project':
      await changeProject(tx, scope, project.id, { summary: intent.summary, endedAt: new Date(now) });
      await withdrawEscalations(tx, scope, now, project.id);
      await promoteEntries(tx, scope, project.id);
      return { events: [{ type: 'ProjectEnded', data: { phase: to, summary: intent.summary } }] };
  }
}

const move: Carry<'move'> = async (tx, scope, now, { subject }, { taskId, from, to, rule }) => {
  const { project } = subject.view;
  const since = to === 'Escalate' ? timeOfChange(subject, now) : now;
  const at = { phase: to, phaseSince: new Date(since) };
  if (taskId === undefined) await changeProject(tx, scope, project.id, at);
  else await changeTask(tx, scope, taskId, now, { ...at, endedAt: isEnd(to) ? new Date(now) : null });
  return { events: [{ type: 'PhaseChanged', data: { subject: subjectName(subject), from, to, rule } }] };
};

const adoptPlan: Carry<'adopt-plan'> = async (tx, scope, now, { subject }, { tasks, taskTimeoutMs }) => {
  const { project, tasks: present } = subject.view;
  await insertTasks(
    tx,
    scope,
    now,
    { projectId: project.id, timeoutMs: taskTimeoutMs, firstOrdinal: present.length },
    tasks,
  );
  await changeProject(tx, scope, project.id, { planned: true });
  const planned = tasks.map((task) => ({ name: task.name, title: task.title, dependsOn: dependenciesOf(task) }));
  return { events: [{ type: 'Planned', data: { tasks: planned } }] };
};

async function startRun(tx: Tx, scope: Scope, now: number, { subject }: Choice, run: NewRun): Promise<Done> {
  const { project } = subject.view;
  if (run.quota !== undefined && !(await isWithinQuota(tx, scope, run.quota))) throw new Outdated();
  if (run.agent !== undefined && !(await claimSlot(tx, scope, now, { agent: run.agent, capacity: run.capacity })))
    throw new Outdated();
  const runId = await insertRun(tx, scope, now, { ...run, projectId: project.id });
  if (run.taskId !== undefined)
    await changeTask(tx, scope, run.taskId, now, { agent: run.agent ?? null, lastOutcome: null });
  const { purpose, attempt, agent = null } = run;
  const data = { run: runId, subject: subjectName(subject), purpose, agent, attempt };
  return { events: [{ type: 'RunQueued', data }], job: { runId, epoch: 1 } };
}

const fence: Carry<'fence-run'> = async (tx, scope, now, { subject }, { runId, failure }) => {
  const run = await fenceRun(tx, scope, now, runId, failure);
  if (run === undefined) return nothing;
  const { purpose, agent } = run;
  const ended = {
    run: runId,
    subject: subjectName(subject),
    purpose,
    agent,
    outcome: 'fenced' as const,
    failure: failure ?? null,
    summary: failure?.message ?? 'no longer wanted',
  };
  return { events: [{ type: 'RunEnded', data: ended }], fenced: runId };
};

const escalate: Carry<'escalate'> = async (tx, scope, now, choice, { escalation }) => {
  const { project } = choice.subject.view;
  const askedAt = timeOfChange(choice.subject, now);
  const id = await insertEscalation(tx, scope, askedAt, { ...escalation, projectId: project.id });
  const { action, question, options, supervision } = escalation;
  const told: NewEvent = {
    type: 'Escalated',
    data: { escalation: id, subject: subjectName(choice.subject), action, question: question ?? null, options },
  };
  if (supervision?.context.escalation === undefined) return { events: [told] };
  const context = { ...supervision.context, escalation: { ...supervision.context.escalation, id } };
  const started = await startRun(tx, scope, now, choice, { ...supervision, context });
  return { ...started, events: [told, ...started.events] };
};

const handOver: Carry<'hand-over'> = async (tx, scope, now, { subject }, { taskId, agent, failureClass }) => {
  const before = subject.task?.row.excluded ?? [];
  const known = failureClasses.find((candidate) => candidate === failureClass) ?? 'fault';
  await changeTask(tx, scope, taskId, now, {
    excluded: [...before, { agent, class: known }],
    handedOver: true,
    agent: null,
  });
  return nothing;
};

const resumeTask: Carry<'resume-task'> = async (tx, scope, now, { subject }, { taskId, condensed }) => {
  const answered = { lastOutcome: null, handedOver: false, reviewPending: false, endedAt: null };
  await changeTask(tx, scope, taskId, now, {
    ...answered,
    condensed: condensed || (subject.task?.row.condensed ?? false),
  });
  return nothing;
};

async function keepTimers(
  tx: Tx,
  scope: Scope,
  now: number,
  { subject }: Choice,
  { taskId, timers }: Extract<Intent, { do: 'keep-timers' }>,
): Promise<void> {
  if (taskId === undefined) await changeProject(tx, scope, subject.view.project.id, { timers });
  else await changeTask(tx, scope, taskId, now, { timers });
}
