import { EntitySchema } from 'typeorm';
import { bigint, flag, moment, nullable, primary, text, uuid } from './column.ts';

/** A tenant. */
export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  /** Nothing of it begins, calls a model or has an effect until it is resumed. */
  readonly paused: boolean;
  readonly pausedAt: Date | null;
  /** Raised whenever something else is declared, so that processes see cheaply that what they know is old. */
  readonly catalogGeneration: number;
  readonly createdAt: Date;
}

export const OrganizationEntity = new EntitySchema<OrganizationRow>({
  name: 'organization',
  tableName: 'organizations',
  columns: {
    id: primary(uuid),
    name: text,
    paused: { ...flag, default: false },
    pausedAt: nullable(moment),
    catalogGeneration: { ...bigint, default: 0 },
    createdAt: moment,
  },
  uniques: [{ columns: ['name'] }],
});
