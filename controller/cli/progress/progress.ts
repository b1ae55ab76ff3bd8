import type { Phase } from '../../policy/phases.ts';
import type { RunPurpose } from '../../policy/failures.ts';
import { codeOfReason } from './code-of-reason.ts';
import type { ProjectDetailView } from '../../store/operations/views/project-detail.ts';
import type { RunView } from '../../store/operations/views/run-view.ts';
import type { SpendView } from '../../store/operations/views/spend-view.ts';
import type { TaskView } from '../../store/operations/views/task-view.ts';

/** A run that is under way, as far as its events told. */
export interface ActiveRun {
  readonly run: string;
  readonly purpose: RunPurpose;
  readonly agent: string | null;
  readonly attempt: number;
  readonly started: boolean;
  readonly steps: number;
  readonly lastStep: string | null;
  /** What it is doing, as far as a view told; `since` is milliseconds since 1970. */
  readonly doing: { readonly turn: number; readonly what: string; readonly since: number } | null;
  /** What it waits for while it is queued, as far as a view told. */
  readonly waitsFor: string | null;
}

export interface TaskProgress {
  readonly name: string;
  readonly title: string;
  readonly dependsOn: readonly string[];
  readonly phase: Phase;
  readonly agent: string | null;
  /** Runs that ended without success. */
  readonly failures: number;
  readonly lastFailure: string | null;
  readonly active: ActiveRun | null;
  /** What it waits for to get a run, as far as a view told. */
  readonly waitsFor: string | null;
}

/** A person is awaited. */
export interface Waiting {
  readonly escalation: string;
  readonly subject: string;
  readonly question: string | null;
  readonly options: readonly string[];
  readonly expiresAt: string | null;
}

export interface Stall {
  readonly subject: string;
  readonly code: string;
  readonly message: string;
}

/** All that is shown of a project while it is followed. Changed only by `reduce` and `withView`. Times are milliseconds since 1970. */
export interface Progress {
  readonly id: string;
  readonly name: string;
  readonly request: string;
  readonly rehearsal: boolean;
  /** The project's own; what is shown takes its tasks' into account. */
  readonly phase: Phase;
  readonly suspended: boolean;
  /** With the whole organization. */
  readonly paused: boolean;
  /** An end was asked for and is not reached yet. */
  readonly cancelRequested: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly tasks: readonly TaskProgress[];
  /** A run of the project itself. */
  readonly active: ActiveRun | null;
  readonly waiting: readonly Waiting[];
  readonly stall: Stall | null;
  readonly lastDecision: string | null;
  readonly spend: SpendView;
  readonly summary: string | null;
  readonly lastSeq: number;
}

/** What a view of the project shows, as the state to follow it from. */
export function progressOf(view: ProjectDetailView): Progress {
  return {
    id: view.id,
    name: view.name,
    request: view.request,
    rehearsal: view.rehearsal,
    phase: view.ownPhase,
    suspended: view.suspended,
    paused: view.paused,
    cancelRequested: view.cancelRequested,
    startedAt: Date.parse(view.createdAt),
    endedAt: view.endedAt === null ? null : Date.parse(view.endedAt),
    tasks: view.tasks.map(taskProgressOf),
    active: activeRunOf(view.activeRun),
    waiting: view.escalations
      .filter((escalation) => escalation.action === 'person')
      .map(({ id, subject, question, options, expiresAt }) => ({
        escalation: id,
        subject,
        question,
        options,
        expiresAt,
      })),
    stall: stallOf(view),
    lastDecision: decisionText(view),
    spend: view.spend,
    summary: view.summary,
    lastSeq: view.lastSeq,
  };
}

/** The state with what only a view tells, and no event: the spend, what runs are doing, and when questions expire. */
export function withView(state: Progress, view: ProjectDetailView): Progress {
  const waiting = state.waiting.map((one) => ({
    ...one,
    expiresAt: view.escalations.find((escalation) => escalation.id === one.escalation)?.expiresAt ?? one.expiresAt,
  }));
  // Nothing tells that a stall is over but the condition that is gone.
  const stall = view.lastSeq < state.lastSeq ? state.stall : stallOf(view);
  const tasks = state.tasks.map((task) => {
    const seen = view.tasks.find(({ name }) => name === task.name)?.activeRun ?? null;
    return { ...task, active: withDoing(task.active, seen) };
  });
  // A spec suspends without an event.
  const suspended = view.lastSeq < state.lastSeq ? state.suspended : view.suspended;
  const active = withDoing(state.active, view.activeRun);
  return { ...state, suspended, tasks, active, waiting, stall, spend: view.spend };
}

function withDoing(active: ActiveRun | null, seen: RunView | null): ActiveRun | null {
  return active === null || seen === null || seen.id !== active.run ? active : { ...active, doing: doingOf(seen) };
}

function stallOf({ conditions }: ProjectDetailView): Stall | null {
  const stalled = conditions.find((condition) => condition.type === 'Stalled' && condition.status === 'True');
  return stalled === undefined
    ? null
    : { subject: 'project', code: codeOfReason(stalled.reason), message: stalled.message };
}

function taskProgressOf(task: TaskView): TaskProgress {
  return {
    name: task.name,
    title: task.title,
    dependsOn: task.dependsOn,
    phase: task.phase,
    agent: task.agent,
    failures: task.phase === 'Complete' ? Math.max(0, task.attempts - 1) : task.attempts,
    lastFailure: task.lastFailure?.message ?? null,
    active: activeRunOf(task.activeRun),
    waitsFor: task.activeRun === null ? (task.queued?.text ?? null) : null,
  };
}

function activeRunOf(run: ProjectDetailView['activeRun']): ActiveRun | null {
  if (run === null) return null;
  const { id, purpose, agent, attempt, state, steps, queued } = run;
  const waitsFor = queued?.text ?? null;
  const doing = doingOf(run);
  return { run: id, purpose, agent, attempt, started: state === 'running', steps, lastStep: null, doing, waitsFor };
}

function doingOf({ progress }: RunView): ActiveRun['doing'] {
  return progress === undefined
    ? null
    : { turn: progress.turn, what: progress.doing, since: Date.parse(progress.since) };
}

function decisionText(view: ProjectDetailView): string | null {
  const decision = view.decisions[0];
  if (decision === undefined) return null;
  const moves = decision.toPhase !== null && decision.toPhase !== decision.fromPhase;
  const move = moves ? `→ ${decision.toPhase}` : decision.stage;
  return `${decision.subject}: ${move} by ${decision.rules.join(', ') || decision.ruleSet}`;
}
