import { EntitySchema } from 'typeorm';
import { bytes, primary, uuid } from './column.ts';

/** A body by its sha256, once an organization. */
export interface BlobRow {
  readonly organizationId: string;
  readonly sha256: Buffer;
  readonly body: Buffer;
}

export const BlobEntity = new EntitySchema<BlobRow>({
  name: 'blob',
  tableName: 'blobs',
  columns: {
    organizationId: primary(uuid),
    sha256: primary(bytes),
    body: bytes,
  },
});
