import type { EntitySchema, ObjectLiteral } from 'typeorm';
import { plainValue } from './plain-value.ts';
import { sql } from './sql.ts';
import { storableJson } from './storable.ts';
import type { Tx } from './store.ts';

/** How rows of one table are inserted: its columns by both of their names, and the statement. */
interface Insertion {
  readonly columns: readonly { readonly propertyName: string; readonly databaseName: string }[];
  readonly text: string;
}

/** Other changes that are made in the same statement, as queries of its WITH; their values are $2 and on. */
export interface Beside {
  readonly text: string;
  readonly values: readonly unknown[];
  /** The query without whose row nothing is inserted. */
  readonly onlyIf?: string;
}

const insertions = new WeakMap<EntitySchema, Insertion>();

/**
 * Inserts whole rows. They go as one JSON value to a statement that is the same for all rows of their table: an INSERT of
 * TypeORM takes longer to put together than to carry out. Bytes cannot go this way. Returns how many were inserted.
 */
export async function insertRows<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntitySchema<Row>,
  rows: readonly Row[],
  beside?: Beside,
): Promise<number> {
  const { columns, text } = insertionOf(tx, entity);
  const json = rows.map((row) =>
    Object.fromEntries(columns.map(({ propertyName, databaseName }) => [databaseName, plainValue(row[propertyName])])),
  );
  const statement = beside === undefined ? text : `WITH ${beside.text} ${text}${conditionOf(beside)}`;
  const { affected } = await sql(tx, statement, [storableJson(json), ...(beside?.values ?? [])]);
  return affected;
}

/** Inserts one whole row. */
export async function insertRow<Row extends ObjectLiteral>(tx: Tx, entity: EntitySchema<Row>, row: Row): Promise<void> {
  await insertRows(tx, entity, [row]);
}

function conditionOf({ onlyIf }: Beside): string {
  return onlyIf === undefined ? '' : ` WHERE EXISTS (SELECT FROM ${onlyIf})`;
}

function insertionOf(tx: Tx, entity: EntitySchema): Insertion {
  const known = insertions.get(entity);
  if (known !== undefined) return known;
  const { columns, tableName } = tx.connection.getMetadata(entity);
  // Named one by one: a newer version may have added columns that have defaults.
  const names = columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const from = `json_populate_recordset(NULL::"${tableName}", $1::json)`;
  const insertion = { columns, text: `INSERT INTO "${tableName}" (${names}) SELECT ${names} FROM ${from}` };
  insertions.set(entity, insertion);
  return insertion;
}
