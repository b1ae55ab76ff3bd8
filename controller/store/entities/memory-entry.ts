import { EntitySchema } from 'typeorm';
import { flag, moment, nullable, primary, reference, text, uuid } from './column.ts';

/** Something learnt, with where it came from. Promoted entries are read beyond their project. */
export interface MemoryEntryRow {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly taskId: string | null;
  readonly runId: string | null;
  readonly agent: string | null;
  readonly kind: string;
  readonly text: string;
  readonly promoted: boolean;
  readonly validUntil: Date | null;
  readonly createdAt: Date;
}

export const MemoryEntryEntity = new EntitySchema<MemoryEntryRow>({
  name: 'memory_entry',
  tableName: 'memory_entries',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    projectId: nullable(reference('project')),
    taskId: nullable(reference('task')),
    runId: nullable(reference('run')),
    agent: nullable(text),
    kind: text,
    text,
    promoted: flag,
    validUntil: nullable(moment),
    createdAt: moment,
  },
  indices: [{ name: 'memory_entries_by_project', columns: ['projectId', 'createdAt'] }],
});
