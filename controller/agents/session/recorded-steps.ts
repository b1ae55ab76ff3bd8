import { recallSteps, rememberStep, type RememberedStep } from '../../memory/working-memory.ts';
import type { RunJob } from '../../queue/queue.ts';
import type { RunWork } from '../../store/operations/runs/claim-run.ts';
import { readSteps } from '../../store/operations/steps/read-steps.ts';
import type { Scope } from '../../store/scope.ts';
import type { RunDependencies } from './run-dependencies.ts';

export interface Claimed {
  readonly deps: Pick<RunDependencies, 'store' | 'ephemeral'>;
  readonly scope: Scope;
  readonly job: RunJob;
  readonly work: RunWork;
}

const pageSize = 200;

/** The steps that earlier epochs recorded: from the working memory when it has all of them, else from the database. */
export async function recordedSteps(claimed: Claimed): Promise<readonly RememberedStep[]> {
  const { deps, job, work } = claimed;
  const remembered = await recallSteps(deps.ephemeral, job.runId, work.run.stepCount);
  if (remembered !== undefined) return remembered;
  const stored = await readAll(claimed);
  // The next one to take this run over finds all of them.
  for (const { n, epoch, kind, label, body } of stored) {
    rememberStep(deps.ephemeral, job.runId, { n, epoch, kind, label, body });
  }
  return stored;
}

async function readAll({ deps, scope, job }: Claimed): Promise<Awaited<ReturnType<typeof readSteps>>> {
  const all: Awaited<ReturnType<typeof readSteps>>[number][] = [];
  for (;;) {
    const query = { runId: job.runId, from: (all.at(-1)?.n ?? 0) + 1, limit: pageSize };
    const page = await deps.store.transaction((tx) => readSteps(tx, scope, query));
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}
