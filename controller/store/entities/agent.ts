import { EntitySchema } from 'typeorm';
import { bigint, integer, moment, primary, reference, text } from './column.ts';

/** The evidence of an agent over all projects, and its slots: `active` of `capacity` are taken. */
export interface AgentRow {
  readonly organizationId: string;
  readonly name: string;
  readonly capacity: number;
  readonly active: number;
  readonly successes: number;
  readonly failures: number;
  readonly durationMs: number;
  readonly tokens: number;
  readonly usdMicro: number;
  readonly updatedAt: Date;
}

export const AgentEntity = new EntitySchema<AgentRow>({
  name: 'agent',
  tableName: 'agents',
  columns: {
    organizationId: primary(reference('organization')),
    name: primary(text),
    capacity: integer,
    active: integer,
    successes: integer,
    failures: integer,
    durationMs: bigint,
    tokens: bigint,
    usdMicro: bigint,
    updatedAt: moment,
  },
  checks: [{ name: 'agents_active_check', expression: 'active >= 0' }],
});
