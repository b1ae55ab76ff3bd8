import { MaiosError } from '../../errors/maios-error.ts';
import { sql } from '../sql.ts';
import type { Tx } from '../store.ts';
import type { Column, Table } from './describe-tables.ts';
import type { TransferRow } from './transfer-format.ts';

/** A table that rows are being put into. */
export interface OpenTable {
  readonly name: string;
  add(row: TransferRow): Promise<void>;
  /** Returns when every row is in its place. */
  close(): Promise<void>;
}

const mostRows = 1000;
const mostCharacters = 1024 * 1024;

/** Rows have the columns named, in that order; columns that are not named get their defaults. */
export async function openTable(tx: Tx, table: Table, names: readonly string[]): Promise<OpenTable> {
  const columns = names.map((name) => columnOf(table, name));
  const list = columns.map(({ name }) => `"${name}"`).join(', ');
  // Rows that refer to one another go in by one statement, at whose end the references are checked.
  const place = table.isRecursive ? `arriving_${table.name}` : table.name;
  if (table.isRecursive) await sql(tx, `CREATE TEMP TABLE "${place}" (LIKE "${table.name}") ON COMMIT DROP`, []);
  const statement = insertStatement(place, list, columns);
  let rows: TransferRow[] = [];
  let characters = 0;

  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const values = columns.map((_, index) => rows.map((row) => row[index] ?? null));
    await sql(tx, statement, values);
    rows = [];
    characters = 0;
  };
  return {
    name: table.name,
    async add(row) {
      if (row.length !== columns.length) {
        throw new MaiosError('BACKUP_INVALID', `${table.name}: expected ${columns.length} values, found ${row.length}`);
      }
      rows.push(row);
      characters += row.reduce((sum, value) => sum + (value?.length ?? 4), 0);
      if (rows.length >= mostRows || characters >= mostCharacters) await flush();
    },
    async close() {
      await flush();
      if (!table.isRecursive) return;
      await sql(tx, `INSERT INTO "${table.name}" (${list}) SELECT ${list} FROM "${place}"`, []);
      await sql(tx, `DROP TABLE "${place}"`, []);
    },
  };
}

function insertStatement(place: string, list: string, columns: readonly Column[]): string {
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const aliases = columns.map((_, index) => `v${index + 1}`);
  const values = columns.map(({ type }, index) => fromText(aliases[index] ?? '', type)).join(', ');
  return `INSERT INTO "${place}" (${list}) SELECT ${values} FROM unnest(${arrays}) AS row (${aliases.join(', ')})`;
}

function fromText(value: string, type: string): string {
  return type === 'bytea' ? `decode(${value}, 'base64')` : `${value}::${type}`;
}

function columnOf({ name: table, columns }: Table, name: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new MaiosError('BACKUP_INVALID', `${table}: expected its columns, found "${name}"`);
}
