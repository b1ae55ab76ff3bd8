import { EntitySchema } from 'typeorm';
import { moment, primary, text, uuid } from './column.ts';

/** A tenant. */
export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

export const OrganizationEntity = new EntitySchema<OrganizationRow>({
  name: 'organization',
  tableName: 'organizations',
  columns: {
    id: primary(uuid),
    name: text,
    createdAt: moment,
  },
  uniques: [{ columns: ['name'] }],
});
