import { EntitySchema } from 'typeorm';
import { moment, primary, reference, text, uuid } from './column.ts';

/** Somebody of an organization. */
export interface UserRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly createdAt: Date;
}

export const UserEntity = new EntitySchema<UserRow>({
  name: 'user',
  tableName: 'users',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    name: text,
    createdAt: moment,
  },
  uniques: [{ columns: ['organizationId', 'name'] }],
});
