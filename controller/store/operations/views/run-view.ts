import type { Failure, RunOutcome, RunPurpose } from '../../../policy/failures.ts';
import type { RunRow } from '../../entities/run.ts';
import type { QueuedView } from './queued-view.ts';

/** What a run is doing now. */
export interface RunProgressView {
  /** The turn of its model, from 1; 0 before the first. */
  readonly turn: number;
  /** For people: a skill's name, `thinks`, `verifies`, `waits for the model maios-default`. */
  readonly doing: string;
  readonly since: string;
}

/** One attempt, without its context and steps. Money in usd. */
export interface RunView {
  readonly id: string;
  readonly purpose: RunPurpose;
  readonly agent: string | null;
  readonly model: string | null;
  readonly attempt: number;
  readonly state: 'queued' | 'running' | 'ended';
  /** What it waits for, while it is queued. */
  readonly queued: QueuedView | null;
  /** How often it was taken over from a worker that was lost. */
  readonly recoveries: number;
  readonly outcome: RunOutcome | null;
  readonly failure: Failure | null;
  readonly steps: number;
  /** Only where a project is looked at, and only while the run is under way. */
  readonly progress?: RunProgressView;
  readonly tokens: number;
  readonly usd: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** The columns that a RunView is made of: contexts and results can be large. */
export const runColumns = {
  id: true,
  taskId: true,
  purpose: true,
  agent: true,
  model: true,
  attempt: true,
  state: true,
  recoveries: true,
  outcome: true,
  failure: true,
  stepCount: true,
  tokensSpent: true,
  usdMicroSpent: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
} as const;

export function runViewOf(run: Pick<RunRow, keyof typeof runColumns>, queued: QueuedView | null = null): RunView {
  return {
    id: run.id,
    purpose: run.purpose,
    agent: run.agent,
    model: run.model,
    attempt: run.attempt,
    state: run.state,
    queued,
    recoveries: run.recoveries,
    outcome: run.outcome,
    failure: run.failure,
    steps: run.stepCount,
    tokens: run.tokensSpent,
    usd: run.usdMicroSpent / 1_000_000,
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
  };
}
