import { type NewEvent } from '../../events/event.ts';
import { priorityOf } from '../../queue/priority-of.ts';
import { type SentJob } from '../../queue/queue.ts';
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
import { type Scope } from '../../store/scope.ts';
import { type Tx } from '../../store/store.ts';
import { type Intent, type NewRun } from '../intent.ts';
import { type Choice } from '../choice.ts';
import { subjectName, timeOfChange } from '../project-view.ts';
import { intentChanges } from './intent-changes.ts';
import { Outdated } from './outdated.ts';

/** What carrying out one intent asks of the outside world, and what it tells. */
export interface Done {
  readonly events: readonly NewEvent[];
  readonly job?: SentJob;
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
  const done = await carryOutBeside(tx, scope, now, choice, intent);
  const { project, task } = intentChanges(choice, intent, now);
  if (project !== undefined) await changeProject(tx, scope, choice.subject.view.project.id, project);
  if (task !== undefined) await changeTask(tx, scope, task.id, now, task.fields);
  return done;
}

/** What an intent wants beside the changes of its rows. */
async function carryOutBeside(tx: Tx, scope: Scope, now: number, choice: Choice, intent: Intent): Promise<Done> {
  switch (intent.do) {
    case 'move': {
      const { from, to, rule } = intent;
      return { events: [{ type: 'PhaseChanged', data: { subject: subjectName(choice.subject), from, to, rule } }] };
    }
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
    case 'end-project':
      return endProject(tx, scope, now, choice, intent);
    default:
      return nothing;
  }
}

const endProject: Carry<'end-project'> = async (tx, scope, now, { subject, to }, { summary }) => {
  const { id } = subject.view.project;
  await withdrawEscalations(tx, scope, now, id);
  await promoteEntries(tx, scope, id);
  return { events: [{ type: 'ProjectEnded', data: { phase: to, summary } }] };
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
  const planned = tasks.map((task) => ({ name: task.name, title: task.title, dependsOn: dependenciesOf(task) }));
  return { events: [{ type: 'Planned', data: { tasks: planned } }] };
};

async function startRun(tx: Tx, scope: Scope, now: number, { subject }: Choice, run: NewRun): Promise<Done> {
  const { project } = subject.view;
  if (run.quota !== undefined && !(await isWithinQuota(tx, scope, run.quota))) throw new Outdated();
  if (run.agent !== undefined && !(await claimSlot(tx, scope, now, { agent: run.agent, capacity: run.capacity })))
    throw new Outdated();
  const runId = await insertRun(tx, scope, now, { ...run, projectId: project.id });
  const { purpose, attempt, agent = null } = run;
  const data = { run: runId, subject: subjectName(subject), purpose, agent, attempt };
  return { events: [{ type: 'RunQueued', data }], job: { runId, epoch: 1, priority: priorityOf(purpose) } };
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
