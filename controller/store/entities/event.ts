import { EntitySchema } from 'typeorm';
import type { EventData, EventType } from '../../events/event.ts';
import { bigint, json, moment, primary, text, uuid } from './column.ts';

/** One event of a project; seq counts from 1 without gaps. */
export interface EventRow {
  readonly projectId: string;
  readonly seq: number;
  readonly organizationId: string;
  readonly type: EventType;
  readonly data: EventData[EventType];
  readonly at: Date;
}

export const EventEntity = new EntitySchema<EventRow>({
  name: 'event',
  tableName: 'events',
  columns: {
    projectId: primary(uuid),
    seq: primary(bigint),
    organizationId: uuid,
    type: text,
    data: json,
    at: moment,
  },
});
