import { type RunPurpose } from '../../../policy/failures.ts';
import { RunEntity } from '../../entities/run.ts';
import { newId } from '../../new-id.ts';
import { type RunContext } from '../../run-contract.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

export interface NewRunRow {
  readonly projectId: string;
  readonly taskId: string | undefined;
  readonly purpose: RunPurpose;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly attempt: number;
  readonly baseCommit: string | undefined;
  readonly context: RunContext;
}

/** Queues a run at epoch 1; the caller has claimed its agent's slot in the same transaction. Returns its id. */
export async function insertRun(tx: Tx, scope: Scope, now: number, run: NewRunRow): Promise<string> {
  const id = newId(now);
  await tx.insert(RunEntity, {
    id,
    organizationId: scope.organizationId,
    projectId: run.projectId,
    taskId: run.taskId ?? null,
    purpose: run.purpose,
    agent: run.agent ?? null,
    model: run.model ?? null,
    attempt: run.attempt,
    epoch: 1,
    state: 'queued',
    context: run.context,
    baseCommit: run.baseCommit ?? null,
    stepCount: 0,
    tokensReserved: 0,
    tokensSpent: 0,
    usdMicroReserved: 0,
    usdMicroSpent: 0,
    createdAt: new Date(now),
  });
  return id;
}
