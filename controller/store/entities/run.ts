import { EntitySchema } from 'typeorm';
import type { Failure, RunOutcome, RunPurpose } from '../../policy/failures.ts';
import type { RunContext, RunResult, WorkerLoss } from '../run-contract.ts';
import { bigint, integer, json, moment, nullable, primary, reference, text, uuid } from './column.ts';

/** One attempt of one agent. `epoch` fences: each write of a run carries the epoch that it was claimed with. */
export interface RunRow {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly taskId: string | null;
  readonly purpose: RunPurpose;
  readonly agent: string | null;
  readonly model: string | null;
  readonly attempt: number;
  readonly epoch: number;
  /** How often it was taken back because its worker gave no sign of life. */
  readonly recoveries: number;
  /** Those workers, oldest first. */
  readonly losses: readonly WorkerLoss[];
  readonly state: 'queued' | 'running' | 'ended';
  readonly leaseOwner: string | null;
  readonly leaseExpiresAt: Date | null;
  readonly context: RunContext;
  readonly outcome: RunOutcome | null;
  readonly failure: Failure | null;
  readonly result: RunResult | null;
  readonly baseCommit: string | null;
  readonly resultCommit: string | null;
  readonly stepCount: number;
  readonly chainHead: string | null;
  readonly tokensReserved: number;
  readonly tokensSpent: number;
  readonly usdMicroReserved: number;
  readonly usdMicroSpent: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export const RunEntity = new EntitySchema<RunRow>({
  name: 'run',
  tableName: 'runs',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    projectId: reference('project'),
    taskId: nullable(reference('task')),
    purpose: text,
    agent: nullable(text),
    model: nullable(text),
    attempt: integer,
    epoch: integer,
    recoveries: { ...integer, default: 0 },
    losses: { ...json, default: [] },
    state: text,
    leaseOwner: nullable(text),
    leaseExpiresAt: nullable(moment),
    context: json,
    outcome: nullable(text),
    failure: nullable(json),
    result: nullable(json),
    baseCommit: nullable(text),
    resultCommit: nullable(text),
    stepCount: integer,
    chainHead: nullable(text),
    tokensReserved: bigint,
    tokensSpent: bigint,
    usdMicroReserved: bigint,
    usdMicroSpent: bigint,
    createdAt: moment,
    startedAt: nullable(moment),
    endedAt: nullable(moment),
  },
  indices: [
    { name: 'runs_by_project', columns: ['projectId', 'createdAt'] },
    { name: 'runs_by_task', columns: ['taskId', 'createdAt'] },
    { name: 'runs_by_lease', columns: ['leaseExpiresAt'], where: "state = 'running'" },
    { name: 'runs_open', columns: ['organizationId', 'state'], where: "state <> 'ended'" },
  ],
});
