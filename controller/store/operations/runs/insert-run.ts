import type { RunPurpose } from '../../../policy/failures.ts';
import { RunEntity, type RunRow } from '../../entities/run.ts';
import { type Beside, insertRows } from '../../insert-row.ts';
import { newId } from '../../new-id.ts';
import type { RunContext } from '../../run-contract.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

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
  await insertRuns(tx, [newRunRow(scope, now, id, run)]);
  return id;
}

/** The same for several, with what is written beside them. */
export async function insertRuns(tx: Tx, rows: readonly RunRow[], beside?: Beside): Promise<void> {
  await insertRows(tx, RunEntity, rows, beside);
}

/** The row of a run that is queued. */
export function newRunRow({ organizationId }: Scope, now: number, id: string, run: NewRunRow): RunRow {
  return {
    id,
    organizationId,
    projectId: run.projectId,
    taskId: run.taskId ?? null,
    purpose: run.purpose,
    agent: run.agent ?? null,
    model: run.model ?? null,
    attempt: run.attempt,
    epoch: 1,
    recoveries: 0,
    losses: [],
    state: 'queued',
    leaseOwner: null,
    leaseExpiresAt: null,
    context: run.context,
    outcome: null,
    failure: null,
    result: null,
    baseCommit: run.baseCommit ?? null,
    resultCommit: null,
    stepCount: 0,
    chainHead: null,
    tokensReserved: 0,
    tokensSpent: 0,
    usdMicroReserved: 0,
    usdMicroSpent: 0,
    createdAt: new Date(now),
    startedAt: null,
    endedAt: null,
  };
}
