import { failureClasses } from '../../policy/failures.ts';
import { isEnd } from '../../policy/phases.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import type { Choice } from '../plan/choice.ts';
import type { Intent } from '../plan/intent.ts';
import { timeOfChange, type SubjectView } from '../observe/project-view.ts';

/** What an intent changes in the rows of its project and of one task; runs, escalations and new tasks apart. */
export interface IntentChanges {
  readonly project?: Partial<ProjectRow>;
  readonly task?: { readonly id: string; readonly fields: Partial<TaskRow> };
}

type Of<D extends Intent['do']> = Extract<Intent, { do: D }>;

/** What the intents of all choices change together; of two that set one field the later counts. */
export function changesOf(choices: readonly Choice[], now: number) {
  const project: Partial<ProjectRow> = {};
  const tasks = new Map<string, Partial<TaskRow>>();
  for (const choice of choices) {
    for (const intent of choice.intents) {
      const changes = intentChanges(choice, intent, now);
      Object.assign(project, changes.project);
      const { task } = changes;
      if (task !== undefined) tasks.set(task.id, { ...tasks.get(task.id), ...task.fields });
    }
  }
  return { project, tasks };
}

/** The same for whoever carries intents out, in the store and in simulations. */
export function intentChanges({ subject }: Choice, intent: Intent, now: number): IntentChanges {
  switch (intent.do) {
    case 'move':
      return moved(subject, intent, now);
    case 'keep-timers':
      return remembered(intent);
    case 'start-run':
      return started(intent);
    case 'fail-task':
      return ofTask(intent.taskId, { lastOutcome: 'failed', lastFailure: intent.failure, handedOver: false });
    case 'hand-over':
      return handedOver(subject, intent);
    case 'resume-task':
      return resumed(subject, intent);
    default:
      return projectChanges(subject.view.project, intent, now);
  }
}

function projectChanges({ acceptance }: ProjectRow, intent: Intent, now: number): IntentChanges {
  switch (intent.do) {
    case 'adopt-plan':
      return { project: { planned: true } };
    case 'fail-project':
      return { project: { lastFailure: intent.failure } };
    case 'resume-project':
      return { project: { lastFailure: null, ...(acceptance === 'failed' ? { acceptance: 'pending' } : {}) } };
    case 'end-project':
      return { project: { summary: intent.summary, endedAt: new Date(now) } };
    default:
      return {};
  }
}

function moved(subject: SubjectView, { taskId, to }: Of<'move'>, now: number): IntentChanges {
  const since = to === 'Escalate' ? timeOfChange(subject, now) : now;
  const at = { phase: to, phaseSince: new Date(since) };
  if (taskId === undefined) return { project: at };
  return ofTask(taskId, { ...at, endedAt: isEnd(to) ? new Date(now) : null });
}

function remembered({ taskId, timers }: Of<'keep-timers'>): IntentChanges {
  return taskId === undefined ? { project: { timers } } : ofTask(taskId, { timers });
}

function started({ run }: Of<'start-run'>): IntentChanges {
  const { taskId, agent = null } = run;
  return taskId === undefined ? {} : ofTask(taskId, { agent, lastOutcome: null });
}

function handedOver({ task }: SubjectView, { taskId, agent, failureClass }: Of<'hand-over'>): IntentChanges {
  const known = failureClasses.find((candidate) => candidate === failureClass) ?? 'fault';
  const excluded = [...(task?.row.excluded ?? []), { agent, class: known }];
  return ofTask(taskId, { excluded, handedOver: true, agent: null });
}

function resumed({ task }: SubjectView, intent: Of<'resume-task'>): IntentChanges {
  const condensed = intent.condensed || (task?.row.condensed ?? false);
  const answered = { lastOutcome: null, handedOver: false, reviewPending: false, endedAt: null };
  return ofTask(intent.taskId, { ...answered, condensed });
}

function ofTask(id: string, fields: Partial<TaskRow>): IntentChanges {
  return { task: { id, fields } };
}
