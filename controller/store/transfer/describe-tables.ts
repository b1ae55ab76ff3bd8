import { entities } from '../data-source.ts';
import { sql } from '../sql.ts';
import type { Tx } from '../store.ts';

export interface Column {
  readonly name: string;
  /** As a cast names it, for instance `vector(512)`. */
  readonly type: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Its rows refer to rows of itself, so that no order of inserting them one after the other is right. */
  readonly isRecursive: boolean;
}

// What says about the schema how it is: made by the migrations wherever there is one.
const ofSchema = new Set(['schema_support']);

/** Every table that holds data, in an order in which each refers to earlier ones alone. */
export async function describeTables(tx: Tx): Promise<readonly Table[]> {
  const names = entities.map(({ options }) => options.tableName ?? options.name).filter((name) => !ofSchema.has(name));
  const { rows } = await sql<{ table: string; name: string; type: string }>(tx, columns, [names]);
  const recursive = await sql<{ table: string }>(tx, selfReferences, [names]);
  return names.map((name) => ({
    name,
    columns: rows.filter((row) => row.table === name).map((row) => ({ name: row.name, type: row.type })),
    isRecursive: recursive.rows.some(({ table }) => table === name),
  }));
}

/** The names of the migrations that made the schema, in their order. */
export async function appliedMigrations(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>(tx, 'SELECT name FROM migrations ORDER BY timestamp', []);
  return rows.map(({ name }) => name);
}

/** The tables that have a row. */
export async function usedTables(tx: Tx): Promise<readonly string[]> {
  const used: string[] = [];
  for (const { name } of await describeTables(tx)) {
    const { rows } = await sql(tx, `SELECT 1 FROM "${name}" LIMIT 1`, []);
    if (rows.length > 0) used.push(name);
  }
  return used;
}

const columns = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY ($1::text[]) AND c.relkind = 'r'
    AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY c.relname, a.attnum`;

const selfReferences = `
  SELECT DISTINCT c.relname AS table FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.contype = 'f' AND k.confrelid = k.conrelid AND c.relname = ANY ($1::text[])
    AND c.relnamespace = current_schema()::regnamespace`;
