import { EntitySchema } from 'typeorm';
import { bigint, primary, text } from './column.ts';

/** Which versions can work on a schema that a migration has changed: those that know `oldest`, and newer ones. */
export interface SchemaSupportRow {
  readonly migration: string;
  /** The timestamp of a migration. */
  readonly oldest: number;
}

export const SchemaSupportEntity = new EntitySchema<SchemaSupportRow>({
  name: 'schema_support',
  tableName: 'schema_support',
  columns: {
    migration: primary(text),
    oldest: bigint,
  },
});
