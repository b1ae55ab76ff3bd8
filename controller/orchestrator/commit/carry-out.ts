import type { NewEvent } from '../../events/event.ts';
import { newId } from '../../store/new-id.ts';
import { closeEscalation } from '../../store/operations/escalations/close-escalation.ts';
import { insertEscalation } from '../../store/operations/escalations/insert-escalation.ts';
import { promoteEntries } from '../../store/operations/memory/promote.ts';
import { fenceRun } from '../../store/operations/runs/fence-run.ts';
import { insertTasks } from '../../store/operations/tasks/insert-tasks.ts';
import { dependenciesOf } from '../../store/operations/tasks/new-task-rows.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import type { Intent, NewRun } from '../plan/intent.ts';
import type { Choice } from '../plan/choice.ts';
import { runSubject } from '../plan/run-subject.ts';
import { subjectName, timeOfChange } from '../observe/project-view.ts';
import type { StartedRun } from './start-runs.ts';
import { unanswered } from './unanswered.ts';

/** What carrying out one intent asks for besides, and what it tells. */
export interface Done {
  readonly events: readonly NewEvent[];
  readonly started?: StartedRun;
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

/** Carries out one intent within the commit's transaction: what it wants beside changes of rows, and runs. */
export async function carryOut(tx: Tx, scope: Scope, now: number, choice: Choice, intent: Intent): Promise<Done> {
  switch (intent.do) {
    case 'move': {
      const { from, to, rule } = intent;
      return { events: [{ type: 'PhaseChanged', data: { subject: subjectName(choice.subject), from, to, rule } }] };
    }
    case 'adopt-plan':
      return adoptPlan(tx, scope, now, choice, intent);
    case 'start-run':
      return startRun(now, choice, intent.run);
    case 'fence-run':
      return fence(tx, scope, now, choice, intent);
    case 'escalate':
      return escalate(tx, scope, now, choice, intent);
    case 'expire-escalation':
    case 'withdraw-escalation':
      await closeEscalation(tx, scope, now, intent.escalationId, unanswered(intent));
      return nothing;
    case 'end-project':
      return endProject(tx, scope, now, choice, intent);
    default:
      return nothing;
  }
}

const endProject: Carry<'end-project'> = async (tx, scope, _now, { subject, to }, { summary }) => {
  await promoteEntries(tx, scope, subject.view.project.id);
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

function startRun(now: number, { subject }: Choice, run: NewRun): Done {
  const id = newId(now);
  const { purpose, attempt, agent = null } = run;
  const data = { run: id, subject: runSubject(run, subject), purpose, agent, attempt };
  return {
    events: [{ type: 'RunQueued', data }],
    started: { id, projectId: subject.view.project.id, run },
  };
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
  const supervising = startRun(now, choice, { ...supervision, context });
  return { ...supervising, events: [told, ...supervising.events] };
};
