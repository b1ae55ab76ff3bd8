import { EntitySchema } from 'typeorm';
import { bigint, moment, primary, text } from './column.ts';

/** A named lease; its epoch is written once a takeover and fences what the holder writes. */
export interface LeaseRow {
  readonly name: string;
  readonly owner: string;
  readonly epoch: number;
  readonly takenAt: Date;
}

export const LeaseEntity = new EntitySchema<LeaseRow>({
  name: 'lease',
  tableName: 'leases',
  columns: {
    name: primary(text),
    owner: text,
    epoch: bigint,
    takenAt: moment,
  },
});
