import { EntitySchema } from 'typeorm';
import { moment, primary, reference, text, uuid } from './column.ts';

/** When a subject is to be judged again. */
export interface TimerRow {
  readonly projectId: string;
  readonly subject: string;
  readonly name: string;
  readonly organizationId: string;
  readonly dueAt: Date;
}

export const TimerEntity = new EntitySchema<TimerRow>({
  name: 'timer',
  tableName: 'timers',
  columns: {
    projectId: primary(reference('project')),
    subject: primary(text),
    name: primary(text),
    organizationId: uuid,
    dueAt: moment,
  },
});
