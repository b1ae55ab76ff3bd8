import { EntitySchema } from 'typeorm';
import type { EscalationAction, Failure } from '../../policy/failures.ts';
import { integer, json, moment, nullable, primary, reference, text, uuid } from './column.ts';

/** A question that needs an answer; the first answer wins. */
export interface EscalationRow {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly taskId: string | null;
  readonly runId: string | null;
  readonly version: number;
  readonly action: EscalationAction;
  readonly state: 'open' | 'answered' | 'expired';
  readonly failure: Failure | null;
  readonly question: string | null;
  readonly options: readonly string[];
  readonly answer: string | null;
  readonly note: string | null;
  readonly answeredBy: string | null;
  readonly expiresAt: Date | null;
  readonly onExpiry: string | null;
  readonly createdAt: Date;
  readonly answeredAt: Date | null;
}

export const EscalationEntity = new EntitySchema<EscalationRow>({
  name: 'escalation',
  tableName: 'escalations',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    projectId: reference('project'),
    taskId: nullable(reference('task')),
    runId: nullable(reference('run')),
    version: integer,
    action: text,
    state: text,
    failure: nullable(json),
    question: nullable(text),
    options: json,
    answer: nullable(text),
    note: nullable(text),
    answeredBy: nullable(text),
    expiresAt: nullable(moment),
    onExpiry: nullable(text),
    createdAt: moment,
    answeredAt: nullable(moment),
  },
  indices: [{ name: 'escalations_by_project', columns: ['projectId', 'createdAt'] }],
});
