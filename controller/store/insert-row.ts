import { type EntitySchema, type ObjectLiteral, type QueryDeepPartialEntity } from 'typeorm';
import { type Tx } from './store.ts';

/** Inserts one row. TypeORM's own type of a partial row cannot follow recursive JSON; this one asks for the whole row. */
export async function insertRow<Row extends ObjectLiteral>(tx: Tx, entity: EntitySchema<Row>, row: Row): Promise<void> {
  await tx.insert(entity, row as QueryDeepPartialEntity<Row>);
}
