import { EntitySchema } from 'typeorm';
import type { JsonObject } from '../decision-contract.ts';
import { json, moment, primary, reference, text, uuid } from './column.ts';

/** A message that was committed and is still to be published. */
export interface OutboxRow {
  readonly id: string;
  readonly organizationId: string;
  readonly topic: string;
  readonly payload: JsonObject;
  readonly createdAt: Date;
}

export const OutboxEntity = new EntitySchema<OutboxRow>({
  name: 'outbox',
  tableName: 'outbox',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    topic: text,
    payload: json,
    createdAt: moment,
  },
});
