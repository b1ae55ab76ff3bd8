import type { Failure } from '../policy/failures.ts';
import type { PlannedTask } from '../catalog/kinds/project.ts';

/** What the orchestrator put into runs.context when it made the run; plain data, read by the agent. */
export interface RunContext {
  /** Failures of earlier attempts at the same subject, oldest first, bounded. */
  readonly previousFailures: readonly { readonly agent?: string; readonly failure: Failure }[];
  /** Results of the tasks that this one depends on. */
  readonly predecessors: readonly {
    readonly task: string;
    readonly title: string;
    readonly summary: string;
    readonly commit: string | null;
  }[];
  /** The result under review, for a review. */
  readonly reviewed?: {
    readonly task: string;
    readonly title: string;
    readonly instructions?: string;
    readonly verify?: string;
    /** What the review before asked for. */
    readonly comments?: string;
    /** The last commit of its work; null when it changed no files. */
    readonly commit: string | null;
  };
  /** What people said about this project or task, oldest first. */
  readonly notes: readonly string[];
  /** Start from a condensed account of earlier attempts. */
  readonly condensed: boolean;
  /** Arguments digests of calls that a person approved for this task. */
  readonly approvedCalls: readonly string[];
  /** For `supervise`: what is to be decided, about which subject, and for which escalation. */
  readonly escalation?: {
    readonly id: string;
    /** The name of the task, or `project`; absent in runs of versions before it was written. */
    readonly subject?: string;
    readonly failure: Failure;
    readonly options: readonly string[];
  };
}

/** How a run ended, as it is written in one transaction by `finishRun`. */
export interface RunResult {
  readonly outcome: 'succeeded' | 'failed';
  readonly failure?: Failure;
  /** What people and dependent tasks read about the result. */
  readonly summary: string;
  /** The run's own last snapshot, verified or not; a next attempt starts from it. */
  readonly snapshotCommit?: string;
  /** The one commit on main, for a verified task. */
  readonly mergedCommit?: string;
  /** `plan`: the task graph that the model proposed, valid by schema; validated as a graph at the commit. */
  readonly plan?: readonly PlannedTask[];
  /** `accept`: each check with its outcome. */
  readonly checks?: readonly { readonly name: string; readonly passed: boolean; readonly output: string }[];
  /** `supervise`: what the supervisor chose. */
  readonly decision?: { readonly action: string; readonly reason: string };
  /** A review's verdict on the reviewed task. */
  readonly review?: { readonly approved: boolean; readonly comments: string };
  /** Self-reflection: one lesson, stored as memory. */
  readonly lesson?: string;
}

/** A worker that gave no sign of life any more while it had the run. */
export interface WorkerLoss {
  readonly worker: string;
  readonly epoch: number;
  /** When its loss was found. */
  readonly at: string;
}
