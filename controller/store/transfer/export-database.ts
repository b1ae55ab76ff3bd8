import { createHash } from 'node:crypto';
import { sql } from '../sql.ts';
import type { Tx } from '../store.ts';
import { appliedMigrations, describeTables, type Column, type Table } from './describe-tables.ts';
import { transferFormat, type TransferEnd } from './transfer-format.ts';

/** What a transaction must be told before its first query, so that all of it sees one moment and may take its time. */
const settings = [
  'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY',
  `SET LOCAL TimeZone = 'UTC'`,
  `SET LOCAL DateStyle = 'ISO'`,
  'SET LOCAL extra_float_digits = 1',
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL idle_in_transaction_session_timeout = 0',
];

/** Text that is asked for at once, about. */
const batchCharacters = 1024 * 1024;
const mostRows = 2000;

/**
 * The whole database as lines (transfer-format.ts), in pieces of some hundred kilobytes, all of one moment.
 * Must be the first thing in its transaction.
 */
export async function* exportDatabase(tx: Tx): AsyncGenerator<string, TransferEnd> {
  for (const setting of settings) await sql(tx, setting, []);
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  const hashed = (text: string): string => (hash.update(text), text);
  const tables = await describeTables(tx);
  const head = {
    database: 'maios',
    format: transferFormat,
    migrations: await appliedMigrations(tx),
    tables: tables.map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) })),
  };
  yield hashed(`${JSON.stringify({ head })}\n`);
  for (const table of tables) {
    yield hashed(`${JSON.stringify({ table: table.name })}\n`);
    rows[table.name] = 0;
    for await (const lines of exportTable(tx, table)) {
      rows[table.name] = (rows[table.name] ?? 0) + lines.length;
      yield hashed(`${lines.join('\n')}\n`);
    }
  }
  const end: TransferEnd = { rows, sha256: hash.digest('hex') };
  yield `${JSON.stringify({ end })}\n`;
  return end;
}

// The next fetch asks for as many rows as the last ones say fit: bodies have bytes, or megabytes.
async function* exportTable(tx: Tx, { name, columns }: Table): AsyncGenerator<readonly string[]> {
  const values = columns.map(asText).join(', ');
  await sql(
    tx,
    `DECLARE exported NO SCROLL CURSOR FOR SELECT json_build_array(${values})::text AS line FROM "${name}"`,
    [],
  );
  for (let wanted = 16; ;) {
    const { rows } = await sql<{ line: string }>(tx, `FETCH ${wanted} FROM exported`, []);
    if (rows.length === 0) break;
    const lines = rows.map(({ line }) => line);
    yield lines;
    const characters = lines.reduce((sum, line) => sum + line.length, 0);
    wanted = Math.max(1, Math.min(mostRows, wanted * 4, Math.floor((batchCharacters * lines.length) / characters)));
  }
  await sql(tx, 'CLOSE exported', []);
}

function asText({ name, type }: Column): string {
  return type === 'bytea' ? `translate(encode("${name}", 'base64'), E'\\n', '')` : `"${name}"::text`;
}
