import type { EntitySchema, ObjectLiteral } from 'typeorm';
import { sql } from './sql.ts';
import { plainValue } from './plain-value.ts';
import { storableJson } from './storable.ts';
import type { Tx } from './store.ts';

interface Owned extends ObjectLiteral {
  readonly id: string;
  readonly organizationId: string;
}

/** What a change asks and does beside its fields; `values` are $3 and on. */
export interface Guarded {
  readonly set: string;
  readonly where: string;
  readonly values: readonly unknown[];
}

const texts = new WeakMap<EntitySchema, Map<string, string>>();
const unguarded: Guarded = { set: '', where: '', values: [] };

/**
 * Sets fields of one row. They go as one JSON value to a statement that is the same for all changes of the same fields: an
 * UPDATE of TypeORM takes longer to put together than to carry out. Bytes cannot go this way. Returns how many rows it
 * found.
 */
export async function changeRow<Row extends Owned>(
  tx: Tx,
  entity: EntitySchema<Row>,
  { id, organizationId }: Pick<Row, 'id' | 'organizationId'>,
  change: Partial<Row>,
  guarded = unguarded,
): Promise<number> {
  return changeAlike(tx, entity, organizationId, [[id, change]], guarded);
}

/** Sets fields of rows, by id: one statement for all of those whose fields are the same. */
export async function changeRows<Row extends Owned>(
  tx: Tx,
  entity: EntitySchema<Row>,
  organizationId: string,
  changes: ReadonlyMap<string, Partial<Row>>,
): Promise<void> {
  const alike = Map.groupBy(changes, ([, change]) => keyOf(columnsOf(tx, entity, change)));
  for (const rows of alike.values()) await changeAlike(tx, entity, organizationId, rows, unguarded);
}

async function changeAlike<Row extends Owned>(
  tx: Tx,
  entity: EntitySchema<Row>,
  organizationId: string,
  rows: readonly (readonly [id: string, change: Partial<Row>])[],
  guarded: Guarded,
): Promise<number> {
  const columns = columnsOf(tx, entity, rows[0]?.[1] ?? {});
  if (columns.length === 0) return 0;
  const json = rows.map(([id, change]) => ({
    id,
    ...Object.fromEntries(columns.map((each) => [each.databaseName, plainValue(change[each.propertyName])])),
  }));
  const { affected } = await sql(tx, textOf(tx, entity, columns, guarded), [
    organizationId,
    storableJson(json),
    ...guarded.values,
  ]);
  return affected;
}

interface Column {
  readonly propertyName: string;
  readonly databaseName: string;
}

function columnsOf(tx: Tx, entity: EntitySchema, change: ObjectLiteral): readonly Column[] {
  return tx.connection.getMetadata(entity).columns.filter(({ propertyName }) => change[propertyName] !== undefined);
}

function keyOf(columns: readonly Column[]): string {
  return columns.map(({ databaseName }) => databaseName).join();
}

function textOf(tx: Tx, entity: EntitySchema, columns: readonly Column[], guarded: Guarded): string {
  const known = texts.get(entity) ?? new Map<string, string>();
  texts.set(entity, known);
  const key = `${keyOf(columns)} ${guarded.set}${guarded.where}`;
  const text = known.get(key) ?? statement(tx.connection.getMetadata(entity).tableName, columns, guarded);
  known.set(key, text);
  return text;
}

function statement(table: string, columns: readonly Column[], { set, where }: Guarded): string {
  const fields = columns.map(({ databaseName }) => `"${databaseName}" = new."${databaseName}"`);
  return `UPDATE "${table}" AS old SET ${[...fields, ...(set === '' ? [] : [set])].join(', ')}
    FROM json_populate_recordset(NULL::"${table}", $2::json) AS new
    WHERE old.id = new.id AND old.organization_id = $1${where === '' ? '' : ` AND ${where}`}`;
}
