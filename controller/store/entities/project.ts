import { EntitySchema } from 'typeorm';
import type { ProjectSpec } from '../../catalog/kinds/project.ts';
import type { Failure } from '../../policy/failures.ts';
import type { Phase } from '../../policy/phases.ts';
import type { Timers } from '../../policy/timers.ts';
import type { Condition } from '../condition.ts';
import { bigint, flag, integer, json, moment, nullable, primary, reference, text, uuid } from './column.ts';

/** One incarnation of a project. `version` counts state changes, for compare-and-set; money is whole micro-dollars. */
export interface ProjectRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly spec: ProjectSpec;
  readonly specDigest: string;
  readonly source: string;
  readonly revision: string;
  readonly version: number;
  readonly phase: Phase;
  readonly phaseSince: Date;
  readonly suspended: boolean;
  readonly cancelRequested: boolean;
  readonly planned: boolean;
  readonly planFailures: number;
  readonly acceptance: 'pending' | 'running' | 'passed' | 'failed';
  readonly acceptanceFailures: number;
  readonly lastFailure: Failure | null;
  readonly conditions: readonly Condition[];
  /** What the phase rules remember about the project itself. */
  readonly timers: Timers;
  readonly summary: string | null;
  readonly tokensLimit: number | null;
  readonly tokensReserved: number;
  readonly tokensSpent: number;
  readonly usdMicroLimit: number | null;
  readonly usdMicroReserved: number;
  readonly usdMicroSpent: number;
  readonly deadlineAt: Date | null;
  /** For tasks that name no time-out of their own. */
  readonly taskTimeoutMs: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
}

export const ProjectEntity = new EntitySchema<ProjectRow>({
  name: 'project',
  tableName: 'projects',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    name: text,
    spec: json,
    specDigest: text,
    source: text,
    revision: text,
    version: integer,
    phase: text,
    phaseSince: moment,
    suspended: flag,
    cancelRequested: flag,
    planned: flag,
    planFailures: integer,
    acceptance: text,
    acceptanceFailures: integer,
    lastFailure: nullable(json),
    conditions: { ...json, default: [] },
    timers: { ...json, default: {} },
    summary: nullable(text),
    tokensLimit: nullable(bigint),
    tokensReserved: bigint,
    tokensSpent: bigint,
    usdMicroLimit: nullable(bigint),
    usdMicroReserved: bigint,
    usdMicroSpent: bigint,
    deadlineAt: nullable(moment),
    taskTimeoutMs: bigint,
    createdAt: moment,
    updatedAt: moment,
    endedAt: nullable(moment),
  },
  indices: [
    { name: 'projects_by_name', columns: ['organizationId', 'name', 'createdAt'] },
    { name: 'projects_open', columns: ['organizationId'], where: 'ended_at IS NULL' },
  ],
});
