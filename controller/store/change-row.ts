import { type EntitySchema, type ObjectLiteral } from 'typeorm';
import { sql } from './sql.ts';
import { plainValue } from './plain-value.ts';
import { storableJson } from './storable.ts';
import { type Tx } from './store.ts';

interface Owned extends ObjectLiteral {
  readonly id: string;
  readonly organizationId: string;
}

const texts = new WeakMap<EntitySchema, Map<string, string>>();

/**
 * Sets fields of one row. They go as one JSON value to a statement that is the same for all changes of the same fields: an
 * UPDATE of TypeORM takes longer to put together than to carry out. Bytes cannot go this way.
 */
export async function changeRow<Row extends Owned>(
  tx: Tx,
  entity: EntitySchema<Row>,
  { id, organizationId }: Pick<Row, 'id' | 'organizationId'>,
  change: Partial<Row>,
): Promise<void> {
  const columns = tx.connection
    .getMetadata(entity)
    .columns.filter(({ propertyName }) => change[propertyName] !== undefined);
  if (columns.length === 0) return;
  const json = Object.fromEntries(
    columns.map(({ propertyName, databaseName }) => [databaseName, plainValue(change[propertyName])]),
  );
  const names = columns.map(({ databaseName }) => databaseName);
  await sql(tx, textOf(tx, entity, names), [id, organizationId, storableJson(json)]);
}

function textOf(tx: Tx, entity: EntitySchema, names: readonly string[]): string {
  const known = texts.get(entity) ?? new Map<string, string>();
  texts.set(entity, known);
  const key = names.join();
  const text = known.get(key) ?? statement(tx.connection.getMetadata(entity).tableName, names);
  known.set(key, text);
  return text;
}

function statement(table: string, names: readonly string[]): string {
  const columns = names.map((name) => `"${name}"`).join(', ');
  return `UPDATE "${table}" SET (${columns}) = (SELECT ${columns} FROM json_populate_record(NULL::"${table}", $3::json))
    WHERE id = $1 AND organization_id = $2`;
}
