import type { ProjectSpec } from '../../catalog/kinds/project.ts';
import type { Outcome } from '../../orchestrator/loop/reconcile-loop.ts';
import type { RunJob } from '../../queue/queue.ts';
import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { RunWork } from '../../store/operations/runs/claim-run.ts';
import type { RunResult } from '../../store/run-contract.ts';

/** What a world is given by whoever drives it. */
export interface WorldHooks {
  /** The virtual time, in ms since 1970. */
  readonly now: () => number;
  /** Looks at these projects soon. */
  readonly wake: (projectIds: Iterable<string>) => void;
  /** Queues a run for a worker; sending one twice does nothing. */
  readonly send: (job: RunJob) => void;
  /** Takes a run from its worker. */
  readonly stop: (runId: string) => void;
}

export interface StartingProject {
  readonly name: string;
  readonly spec: ProjectSpec;
}

/**
 * A port: the state that a simulation moves, one operation for each thing that can happen. The driver in memory serves
 * `maios simulate`; a second one, over the real store and the real reconciler, holds it to the truth in the tests.
 */
export interface World {
  create(project: StartingProject): Promise<string>;
  /** Brings a project one step on. */
  reconcile(projectId: string): Promise<Outcome>;
  /** Gives a queued run to a worker; undefined when it is not to be had any more. */
  claim(job: RunJob): Promise<RunWork | undefined>;
  /** Ends a run, and hands its slot on; false when it was fenced meanwhile. */
  finish(job: RunJob, result: RunResult): Promise<boolean>;
  /** The open questions to a person, oldest first. */
  questions(projectId: string): Promise<readonly EscalationRow[]>;
  /** What a person says; answers the oldest open question. */
  answer(projectId: string, text: string): Promise<void>;
  cancel(projectId: string): Promise<void>;
}

export type MakeWorld = (hooks: WorldHooks) => World;
