import { EntitySchema } from 'typeorm';
import { bytes, primary, uuid } from './column.ts';

/** A body that a removed step referred to; whether anything else does is found out when it is collected. */
export interface DiscardedBlobRow {
  readonly organizationId: string;
  readonly sha256: Buffer;
}

export const DiscardedBlobEntity = new EntitySchema<DiscardedBlobRow>({
  name: 'discarded_blob',
  tableName: 'discarded_blobs',
  columns: {
    organizationId: primary(uuid),
    sha256: primary(bytes),
  },
});
