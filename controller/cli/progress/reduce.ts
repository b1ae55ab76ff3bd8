import type { EventData, EventType, ProjectEvent } from '../../events/event.ts';
import { isEnd, type Phase } from '../../policy/phases.ts';
import type { ActiveRun, Progress, TaskProgress } from './progress.ts';

type Reducers = {
  readonly [T in EventType]: (state: Progress, data: EventData[T], event: { readonly at: number }) => Progress;
};

const reducers: Reducers = {
  ProjectCreated: (state, { rehearsal }) => ({ ...state, rehearsal }),
  Planned: (state, { tasks }) => ({ ...state, tasks: tasks.map(plannedTask) }),
  PhaseChanged: (state, { subject, to }) => moved(state, subject, to),
  Decided: (state, { text }) => ({ ...state, lastDecision: text }),
  RunQueued: (state, { run, subject, purpose, agent, attempt }) =>
    withRun(state, subject, () => ({
      run,
      purpose,
      agent,
      attempt,
      started: false,
      steps: 0,
      lastStep: null,
      doing: null,
      waitsFor: null,
    })),
  RunStarted: (state, { run, subject, purpose, agent, attempt }) =>
    withRun(state, subject, (active) => ({
      run,
      purpose,
      agent,
      attempt,
      started: true,
      steps: active?.run === run ? active.steps : 0,
      lastStep: active?.run === run ? active.lastStep : null,
      doing: null,
      waitsFor: null,
    })),
  StepRecorded: (state, data) => stepped(state, data),
  RunEnded: (state, data) => ranOut(state, data),
  Merged: (state) => state,
  LessonLearned: (state) => state,
  Escalated: (state, { escalation, subject, action, question, options }) =>
    action === 'person'
      ? { ...state, waiting: [...state.waiting, { escalation, subject, question, options, expiresAt: null }] }
      : state,
  Answered: (state, { escalation }) => ({
    ...state,
    waiting: state.waiting.filter((waiting) => waiting.escalation !== escalation),
  }),
  InputGiven: (state) => state,
  Suspended: (state, { all = false }) => ({ ...state, ...(all ? { paused: true } : { suspended: true }) }),
  Resumed: (state, { all = false }) => ({ ...state, ...(all ? { paused: false } : { suspended: false }) }),
  CancelRequested: (state) => ({ ...state, cancelRequested: true }),
  Stalled: (state, stall) => ({ ...state, stall }),
  RulesDiffer: (state) => state,
  ProjectEnded: (state, { phase, summary }, { at }) => ({
    ...state,
    phase,
    summary,
    endedAt: at,
    active: null,
    waiting: [],
    stall: null,
  }),
};

/** The state after one more event. Events that the state already shows change nothing. */
export function reduce(state: Progress, event: ProjectEvent): Progress {
  if (event.seq <= state.lastSeq) return state;
  return { ...apply(state, event), lastSeq: event.seq };
}

function apply<T extends EventType>(
  state: Progress,
  event: { readonly type: T; readonly at: number; readonly data: EventData[T] },
): Progress {
  return reducers[event.type](state, event.data, event);
}

function plannedTask(task: EventData['Planned']['tasks'][number]): TaskProgress {
  const { name, title, dependsOn } = task;
  const fresh = {
    phase: 'Delegate',
    agent: null,
    failures: 0,
    lastFailure: null,
    active: null,
    waitsFor: null,
  } as const;
  return { name, title, dependsOn, ...fresh };
}

// A move is the sign that what stalled goes on, or that what a person was asked about has been dealt with.
function moved(state: Progress, subject: string, to: Phase): Progress {
  const stall = state.stall?.subject === subject ? null : state.stall;
  const waiting = to === 'Escalate' ? state.waiting : state.waiting.filter((other) => other.subject !== subject);
  const next = { ...state, stall, waiting };
  if (subject === 'project') return { ...next, phase: to };
  return withTask(next, subject, (task) => ({
    ...task,
    phase: to,
    active: isEnd(to) ? null : task.active,
    waitsFor: null,
  }));
}

function withTask(state: Progress, name: string, change: (task: TaskProgress) => TaskProgress): Progress {
  return { ...state, tasks: state.tasks.map((task) => (task.name === name ? change(task) : task)) };
}

function withRun(state: Progress, subject: string, change: (active: ActiveRun | null) => ActiveRun | null): Progress {
  if (subject === 'project') return { ...state, active: change(state.active) };
  return withTask(state, subject, (task) => {
    const active = change(task.active);
    return { ...task, active, agent: active?.agent ?? task.agent };
  });
}

function stepped(state: Progress, { run, n, kind, label }: EventData['StepRecorded']): Progress {
  const change = (active: ActiveRun | null): ActiveRun | null =>
    active?.run === run
      ? { ...active, steps: n, doing: null, lastStep: label === null ? kind : `${kind} ${label}` }
      : active;
  const tasks = state.tasks.map((task) => (task.active?.run === run ? { ...task, active: change(task.active) } : task));
  return { ...state, tasks, active: change(state.active) };
}

function ranOut(state: Progress, { run, subject, outcome, failure }: EventData['RunEnded']): Progress {
  const next = withRun(state, subject, (active) => (active?.run === run ? null : active));
  if (outcome !== 'failed') return next;
  return withTask(next, subject, (task) => ({
    ...task,
    failures: task.failures + 1,
    lastFailure: failure?.message ?? task.lastFailure,
  }));
}
