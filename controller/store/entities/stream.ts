import { EntitySchema } from 'typeorm';
import { bigint, primary, reference, text } from './column.ts';

/** A project's counters: its last event, its last decision and the head of its hash chain. */
export interface StreamRow {
  readonly projectId: string;
  readonly organizationId: string;
  readonly eventSeq: number;
  readonly decisionSeq: number;
  readonly chainHead: string;
}

export const StreamEntity = new EntitySchema<StreamRow>({
  name: 'stream',
  tableName: 'streams',
  columns: {
    projectId: primary(reference('project')),
    organizationId: reference('organization'),
    eventSeq: bigint,
    decisionSeq: bigint,
    chainHead: text,
  },
});
