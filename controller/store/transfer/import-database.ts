import { createHash, type Hash } from 'node:crypto';
import { MaiosError } from '../../errors/maios-error.ts';
import { sql } from '../sql.ts';
import type { Tx } from '../store.ts';
import { assertCompatible } from './assert-compatible.ts';
import { describeTables, usedTables, type Table } from './describe-tables.ts';
import { openTable, type OpenTable } from './open-table.ts';
import { parseLine, splitLines } from './read-lines.ts';
import type { TransferEnd, TransferLine, TransferRow } from './transfer-format.ts';

/**
 * Puts an exported database into an empty one of the same schema, or of one that has only been added to since. All
 * constraints hold throughout. Fails with NOT_EMPTY, STORE_SCHEMA, or BACKUP_INVALID; then nothing may be committed.
 */
export async function importDatabase(tx: Tx, pieces: AsyncIterable<string>): Promise<TransferEnd> {
  await assertEmpty(tx);
  for (const setting of settings) await sql(tx, setting, []);
  const reader = createReader(tx);
  try {
    for await (const line of splitLines(pieces)) await reader.take(line);
  } catch (thrown) {
    throw isRefused(thrown) ? unexpected(`what PostgreSQL refuses: ${thrown.message}`) : thrown;
  }
  return reader.end();
}

// Classes 22 and 23 of SQLSTATE: a value that is none of its type, or that breaks a constraint.
function isRefused(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && /^2[23]/u.test(thrown.code);
}

// Any constant will do; it names this lock among the advisory locks of the database.
const importLock = 763_800_003;

/** Fails with NOT_EMPTY when any table has a row, with CONFLICT when another one is filling it; until the end of the transaction nobody else does. */
export async function assertEmpty(tx: Tx): Promise<void> {
  const { rows } = await sql<{ got: boolean }>(tx, 'SELECT pg_try_advisory_xact_lock($1) AS got', [importLock]);
  if (rows[0]?.got !== true)
    throw new MaiosError('CONFLICT', 'expected to fill this database alone, found another who does');
  const used = await usedTables(tx);
  if (used.length === 0) return;
  throw new MaiosError('NOT_EMPTY', `expected an empty database, found rows in ${used.join(', ')}`);
}

const settings = [
  `SET LOCAL TimeZone = 'UTC'`,
  `SET LOCAL DateStyle = 'ISO'`,
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL idle_in_transaction_session_timeout = 0',
];

interface Reader {
  take(line: string): Promise<void>;
  end(): TransferEnd;
}

function createReader(tx: Tx): Reader {
  const hash = createHash('sha256');
  const counts = new Map<string, number>();
  let tables: ReadonlyMap<string, Table> | undefined;
  let named: ReadonlyMap<string, readonly string[]> = new Map();
  let open: OpenTable | undefined;
  let end: TransferEnd | undefined;

  const begin = async (name: string): Promise<void> => {
    await open?.close();
    const table = tables?.get(name);
    const columns = named.get(name);
    if (table === undefined || columns === undefined || counts.has(name)) throw unexpected(`a table ${name}`);
    counts.set(name, 0);
    open = await openTable(tx, table, columns);
  };
  const add = async (row: TransferRow): Promise<void> => {
    if (open === undefined) throw unexpected('a row before a table');
    counts.set(open.name, (counts.get(open.name) ?? 0) + 1);
    await open.add(row);
  };
  const finish = async (found: TransferEnd): Promise<void> => {
    await open?.close();
    assertWhole(found, counts, hash);
    end = found;
  };
  return {
    async take(text) {
      if (end !== undefined) throw unexpected('more after the end');
      const line: TransferLine = parseLine(text);
      if (!('end' in line)) hash.update(`${text}\n`);
      if (isRow(line)) return add(line);
      if ('end' in line) return finish(line.end);
      if ('table' in line) return begin(line.table);
      if (tables !== undefined || !('head' in line)) throw unexpected('a line that is neither table nor row');
      await assertCompatible(tx, line.head);
      tables = new Map((await describeTables(tx)).map((table) => [table.name, table]));
      named = new Map(line.head.tables.map(({ name, columns }) => [name, columns]));
    },
    end() {
      if (end === undefined) throw unexpected('no end: it was cut off');
      return end;
    },
  };
}

function assertWhole({ rows, sha256 }: TransferEnd, counts: ReadonlyMap<string, number>, hash: Hash): void {
  if (hash.digest('hex') !== sha256) throw unexpected('another digest: it was changed');
  const short = Object.entries(rows).find(([name, count]) => counts.get(name) !== count);
  if (short !== undefined) throw unexpected(`${counts.get(short[0]) ?? 0} of ${short[1]} rows of ${short[0]}`);
}

function isRow(line: TransferLine): line is TransferRow {
  return Array.isArray(line);
}

function unexpected(found: string): MaiosError {
  return new MaiosError('BACKUP_INVALID', `expected a whole database of maios, found ${found}`);
}
