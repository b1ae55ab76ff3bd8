import { EntitySchema } from 'typeorm';
import type { EffectClass } from '../../catalog/kinds/skill.ts';
import type { JsonObject } from '../decision-contract.ts';
import { integer, json, moment, nullable, primary, reference, text } from './column.ts';

/** Something a run did outside the database: what was intended, and the receipt once it is known. */
export interface EffectRow {
  readonly id: string;
  readonly organizationId: string;
  readonly runId: string;
  readonly epoch: number;
  readonly skill: string;
  readonly class: EffectClass;
  readonly intent: JsonObject;
  readonly receipt: JsonObject | null;
  readonly createdAt: Date;
  readonly receivedAt: Date | null;
}

export const EffectEntity = new EntitySchema<EffectRow>({
  name: 'effect',
  tableName: 'effects',
  columns: {
    id: primary(text),
    organizationId: reference('organization'),
    runId: reference('run'),
    epoch: integer,
    skill: text,
    class: text,
    intent: json,
    receipt: nullable(json),
    createdAt: moment,
    receivedAt: nullable(moment),
  },
  indices: [{ name: 'effects_by_run', columns: ['runId'] }],
});
