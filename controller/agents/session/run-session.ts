import type { AgentResource } from '../../catalog/kinds/kinds.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { Failure } from '../../policy/failures.ts';
import { rememberStep } from '../../memory/working-memory.ts';
import type { RunJob } from '../../queue/queue.ts';
import type { RunWork } from '../../store/operations/runs/claim-run.ts';
import { appendStep } from '../../store/operations/steps/append-step.ts';
import type { Scope } from '../../store/scope.ts';
import type { Deadline } from './deadline.ts';
import { recordedSteps } from './recorded-steps.ts';
import type { RunDependencies } from './run-dependencies.ts';
import { RunStopped } from './run-stopped.ts';
import { readStep, writeStepBody, type NewStep, type Step } from './step-body.ts';

/** One claimed run while it is worked on. */
export interface RunSession {
  readonly deps: RunDependencies;
  readonly scope: Scope;
  readonly job: RunJob;
  readonly work: RunWork;
  readonly agent: AgentResource | undefined;
  readonly signal: AbortSignal;
  /** When the run's time is over. */
  readonly deadline: Deadline;
  /** The steps so far, those of earlier epochs included. */
  readonly steps: readonly Step[];
  /** The epoch that recorded the last step before this one claimed the run; its folder holds what was done. */
  readonly lastEpoch: number | undefined;
  /** Records a step durably. Fails with RunStopped when the run is fenced. */
  record(step: NewStep): Promise<void>;
}

export type SessionParts = Pick<RunSession, 'deps' | 'scope' | 'job' | 'work' | 'agent' | 'signal' | 'deadline'>;

/** Opens a session with the steps that the run has already. */
export async function openSession(parts: SessionParts): Promise<RunSession> {
  const stored = parts.work.resumed ? await recordedSteps(parts) : [];
  const steps: Step[] = stored.map(readStep);
  return {
    ...parts,
    steps,
    lastEpoch: stored.at(-1)?.epoch,
    async record(step) {
      parts.signal.throwIfAborted();
      steps.push(await append(parts, step));
      faultpoint('run.recorded');
    },
  };
}

async function append({ deps, scope, job }: SessionParts, step: NewStep): Promise<Step> {
  const { kind, label } = step;
  const body = writeStepBody(step);
  const appended = await appendStep(deps.store, scope, { ...job, kind, label, body });
  if (appended === undefined) throw new RunStopped('lost', 'the run has gone on elsewhere');
  rememberStep(deps.ephemeral, job.runId, { n: appended.n, epoch: job.epoch, kind, label, body });
  return { ...step, n: appended.n };
}

/** Something that ends a run without success, as a value. */
export type Failed = { readonly kind: 'failed'; readonly failure: Failure };

export function failed(failureClass: Failure['class'], message: string, detail?: string): Failed {
  return { kind: 'failed', failure: { class: failureClass, message, ...(detail === undefined ? {} : { detail }) } };
}
