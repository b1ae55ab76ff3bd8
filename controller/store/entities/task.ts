import { EntitySchema } from 'typeorm';
import type { Failure, FailureClass, RunOutcome } from '../../policy/failures.ts';
import type { Phase } from '../../policy/phases.ts';
import type { Timers } from '../../policy/timers.ts';
import { bigint, flag, integer, json, moment, nullable, primary, reference, text, uuid } from './column.ts';

/** One task of a project. `excluded` are agents that failed here, each with the class of its failure. */
export interface TaskRow {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly name: string;
  readonly ordinal: number;
  readonly parentId: string | null;
  readonly title: string;
  readonly instructions: string | null;
  readonly role: string | null;
  readonly skills: readonly string[];
  readonly reviews: string | null;
  readonly verify: string | null;
  readonly timeoutMs: number;
  readonly phase: Phase;
  readonly phaseSince: Date;
  readonly attempts: number;
  readonly agent: string | null;
  readonly lastRunId: string | null;
  readonly lastOutcome: RunOutcome | null;
  readonly lastFailure: Failure | null;
  readonly excluded: readonly { readonly agent: string; readonly class: FailureClass }[];
  readonly handedOver: boolean;
  readonly condensed: boolean;
  readonly reviewRejections: number;
  readonly reviewPending: boolean;
  readonly baseCommit: string | null;
  readonly resultCommit: string | null;
  readonly resultSummary: string | null;
  /** What the phase rules remember about the task. */
  readonly timers: Timers;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
}

export const TaskEntity = new EntitySchema<TaskRow>({
  name: 'task',
  tableName: 'tasks',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    projectId: reference('project'),
    name: text,
    ordinal: integer,
    parentId: nullable(reference('task')),
    title: text,
    instructions: nullable(text),
    role: nullable(text),
    skills: json,
    reviews: nullable(text),
    verify: nullable(text),
    timeoutMs: bigint,
    phase: text,
    phaseSince: moment,
    attempts: integer,
    agent: nullable(text),
    lastRunId: nullable(uuid),
    lastOutcome: nullable(text),
    lastFailure: nullable(json),
    excluded: json,
    handedOver: flag,
    condensed: flag,
    reviewRejections: integer,
    reviewPending: flag,
    baseCommit: nullable(text),
    resultCommit: nullable(text),
    resultSummary: nullable(text),
    timers: { ...json, default: {} },
    createdAt: moment,
    updatedAt: moment,
    endedAt: nullable(moment),
  },
  uniques: [{ columns: ['projectId', 'name'] }],
});
