/** Why a run or a task did not succeed; the `class` that escalation rules look at. */
export const failureClasses = [
  'verify-failed',
  'stuck',
  'turn-limit',
  'context-overflow',
  'timeout',
  'model-unavailable',
  'model-refused',
  'budget',
  'permission-ask',
  'effect-unknown',
  'merge-conflict',
  'review-rejected',
  'plan-invalid',
  'acceptance-failed',
  'no-candidate',
  'dependency',
  'sandbox',
  'worker-lost',
  'fault',
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** Those that come over a task without a run that ended with them. */
export const failuresWithoutRun = [
  'review-rejected',
  'no-candidate',
  'dependency',
] as const satisfies readonly FailureClass[];
export type FailureOfRun = Exclude<FailureClass, (typeof failuresWithoutRun)[number]>;

/** Those that a run itself can end with. */
export const failuresOfRuns: readonly FailureOfRun[] = failureClasses.filter(isOfRun);

function isOfRun(failure: FailureClass): failure is FailureOfRun {
  return !failuresWithoutRun.some((other) => other === failure);
}

// Whoever had the run would have ended so.
const nobodysFault: ReadonlySet<FailureClass> = new Set([
  'budget',
  'effect-unknown',
  'permission-ask',
  'sandbox',
  'worker-lost',
]);

/** Whether a failure leaves the agent's evidence as it is: nothing of it was the agent's doing. */
export function saysNothingOfAgent(failure: Pick<Failure, 'class'> | null): boolean {
  return failure !== null && nobodysFault.has(failure.class);
}

export interface Failure {
  readonly class: FailureClass;
  /** One line for people and agents: what was expected, what was found. */
  readonly message: string;
  /** More, bounded: the tail of an output, the call that was asked for. */
  readonly detail?: string;
  /** The entry of the effect ledger that it is about, where it is about one. */
  readonly effect?: string;
  /** What a person can do about it, where the failure is not of the agent's making. */
  readonly fix?: string;
}

/** The failure of a run that was not over in time. */
export function timeoutFailure(message: string): Failure {
  return { class: 'timeout', message, fix: 'limits.taskTimeoutMinutes in the spec of the project gives it more time.' };
}

/** How an escalation is dealt with; what the escalation rules choose from. */
export const escalationActions = ['retry', 'reassign', 'condense', 'supervise', 'person', 'fail'] as const;
export type EscalationAction = (typeof escalationActions)[number];

/** What a run was for. `accept` runs the acceptance checks and has no agent. */
export const runPurposes = ['plan', 'work', 'accept', 'supervise'] as const;
export type RunPurpose = (typeof runPurposes)[number];

export const runOutcomes = ['succeeded', 'failed', 'fenced'] as const;
export type RunOutcome = (typeof runOutcomes)[number];
