import { EntitySchema } from 'typeorm';
import type { Phase } from '../../policy/phases.ts';
import { bigint, moment, primary, reference, text, uuid } from './column.ts';

/** What is left of a finished project when its time is over: that it was, what it was, and where its hash chain ended. */
export interface TombstoneRow {
  readonly projectId: string;
  readonly organizationId: string;
  readonly name: string;
  readonly specDigest: string;
  readonly phase: Phase;
  readonly decisionSeq: number;
  readonly chainHead: string;
  readonly endedAt: Date;
  readonly removedAt: Date;
}

export const TombstoneEntity = new EntitySchema<TombstoneRow>({
  name: 'tombstone',
  tableName: 'tombstones',
  columns: {
    projectId: primary(uuid),
    organizationId: reference('organization'),
    name: text,
    specDigest: text,
    phase: text,
    decisionSeq: bigint,
    chainHead: text,
    endedAt: moment,
    removedAt: moment,
  },
  indices: [{ name: 'tombstones_by_name', columns: ['organizationId', 'name', 'endedAt'] }],
});
