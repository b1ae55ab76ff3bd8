import { type AgentResource } from '../catalog/kinds/kinds.ts';
import { faultpoint } from '../faults/faultpoint.ts';
import { type Failure } from '../policy/failures.ts';
import { type RunJob } from '../queue/queue.ts';
import { type RunWork } from '../store/operations/runs/claim-run.ts';
import { appendStep } from '../store/operations/steps/append-step.ts';
import { readSteps } from '../store/operations/steps/read-steps.ts';
import { type Scope } from '../store/scope.ts';
import { type RunDependencies } from './run-dependencies.ts';
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
  /** When the run's time is over, in milliseconds since 1970. */
  readonly dueAt: number;
  /** The steps so far, those of earlier epochs included. */
  readonly steps: readonly Step[];
  /** The epoch that recorded the last step before this one claimed the run; its folder holds what was done. */
  readonly lastEpoch: number | undefined;
  /** Records a step durably. Fails with RunStopped when the run is fenced. */
  record(step: NewStep): Promise<void>;
}

export type SessionParts = Pick<RunSession, 'deps' | 'scope' | 'job' | 'work' | 'agent' | 'signal' | 'dueAt'>;

/** Opens a session with the steps that the run has already. */
export async function openSession(parts: SessionParts): Promise<RunSession> {
  const stored = parts.work.resumed ? await readAll(parts) : [];
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

async function append({ deps, scope, job, work }: SessionParts, step: NewStep): Promise<Step> {
  const { kind, label } = step;
  const row = { ...job, projectId: work.project.id, kind, label, body: writeStepBody(step) };
  const appended = await appendStep(deps.store, scope, row);
  if (appended === undefined) throw new RunStopped('lost', 'the run has gone on elsewhere');
  return { ...step, n: appended.n };
}

const pageSize = 200;

async function readAll({ deps, scope, job }: SessionParts): Promise<Awaited<ReturnType<typeof readSteps>>> {
  const all: Awaited<ReturnType<typeof readSteps>>[number][] = [];
  for (;;) {
    const query = { runId: job.runId, from: (all.at(-1)?.n ?? 0) + 1, limit: pageSize };
    const page = await deps.store.transaction((tx) => readSteps(tx, scope, query));
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}

/** Something that ends a run without success, as a value. */
export type Failed = { readonly kind: 'failed'; readonly failure: Failure };

export function failed(failureClass: Failure['class'], message: string, detail?: string): Failed {
  return { kind: 'failed', failure: { class: failureClass, message, ...(detail === undefined ? {} : { detail }) } };
}
