import type { EntitySchema, ObjectLiteral } from 'typeorm';
import type { Tx } from './store.ts';

/** A row as `to_json` makes it. */
export type JsonRow = Readonly<Record<string, unknown>>;

interface Column {
  readonly propertyName: string;
  readonly databaseName: string;
  readonly isTime: boolean;
}

const known = new WeakMap<EntitySchema, readonly Column[]>();

/**
 * Reads rows of an entity from what `to_json` makes of them, so that one statement brings rows of many tables. Times come
 * as text, and columns by the names that the database gives them; all else is as it is.
 */
export function rowFromJson<Row extends ObjectLiteral>(tx: Tx, entity: EntitySchema<Row>): (json: JsonRow) => Row {
  const columns = known.get(entity) ?? columnsOf(tx, entity);
  known.set(entity, columns);
  return (json) => {
    const row: Record<string, unknown> = {};
    for (const { propertyName, databaseName, isTime } of columns) {
      const value = json[databaseName];
      row[propertyName] = isTime && typeof value === 'string' ? new Date(value) : value;
    }
    return row as Row;
  };
}

function columnsOf(tx: Tx, entity: EntitySchema): readonly Column[] {
  return tx.connection.getMetadata(entity).columns.map(({ propertyName, databaseName, type }) => ({
    propertyName,
    databaseName,
    isTime: type === 'timestamptz',
  }));
}
