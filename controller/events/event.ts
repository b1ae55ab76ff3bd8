import type { EscalationAction, Failure, RunPurpose } from '../policy/failures.ts';
import type { Phase } from '../policy/phases.ts';

/** What happens to a project, as people and programs follow it. `subject` is `project` or the name of a task. */
export interface EventData {
  ProjectCreated: { readonly name: string; readonly request: string; readonly rehearsal: boolean };
  Planned: {
    readonly tasks: readonly { readonly name: string; readonly title: string; readonly dependsOn: readonly string[] }[];
  };
  PhaseChanged: { readonly subject: string; readonly from: Phase; readonly to: Phase; readonly rule: string };
  Decided: { readonly decision: string; readonly stage: string; readonly subject: string; readonly text: string };
  RunQueued: {
    readonly run: string;
    readonly subject: string;
    readonly purpose: RunPurpose;
    readonly agent: string | null;
    readonly attempt: number;
  };
  RunStarted: {
    readonly run: string;
    readonly subject: string;
    readonly purpose: RunPurpose;
    readonly agent: string | null;
    readonly attempt: number;
    readonly resumed: boolean;
  };
  StepRecorded: { readonly run: string; readonly n: number; readonly kind: StepKind; readonly label: string | null };
  RunEnded: {
    readonly run: string;
    readonly subject: string;
    readonly purpose: RunPurpose;
    readonly agent: string | null;
    readonly outcome: 'succeeded' | 'failed' | 'fenced';
    readonly failure: Failure | null;
    readonly summary: string;
  };
  Merged: { readonly subject: string; readonly commit: string };
  LessonLearned: { readonly subject: string; readonly agent: string | null; readonly text: string };
  Escalated: {
    readonly escalation: string;
    readonly subject: string;
    readonly action: EscalationAction;
    readonly question: string | null;
    readonly options: readonly string[];
  };
  Answered: { readonly escalation: string; readonly subject: string; readonly answer: string; readonly by: string };
  InputGiven: { readonly text: string; readonly by: string };
  /** `all`: not this project alone, but the whole organization. */
  Suspended: { readonly by: string; readonly all?: boolean };
  Resumed: { readonly by: string; readonly all?: boolean };
  CancelRequested: { readonly by: string };
  Stalled: { readonly subject: string; readonly code: string; readonly message: string };
  /** A recorded decision does not follow from its rules and facts, or the reference evaluator finds another truth. */
  RulesDiffer: {
    readonly decision: string;
    readonly subject: string;
    readonly ruleSet: string;
    readonly kind: 'verdict' | 'reference';
    readonly message: string;
  };
  ProjectEnded: { readonly phase: Phase; readonly summary: string };
}

export type EventType = keyof EventData;

/** One event of a project. `seq` counts from 1 without gaps; `at` is milliseconds since 1970. */
export type ProjectEvent = {
  [T in EventType]: {
    readonly projectId: string;
    readonly seq: number;
    readonly at: number;
    readonly type: T;
    readonly data: EventData[T];
  };
}[EventType];

/** An event before it has its place in the stream. */
export type NewEvent = { [T in EventType]: { readonly type: T; readonly data: EventData[T] } }[EventType];

/**
 * What one step of a run is: a turn of the model, what a call of a skill showed, the verify command's proof,
 * a note of maios to the agent, or the agent's reflection at the end.
 */
export const stepKinds = ['turn', 'observation', 'verify', 'note', 'reflection'] as const;
export type StepKind = (typeof stepKinds)[number];
