import type { DataSource } from 'typeorm';
import { MaiosError } from '../errors/maios-error.ts';

/**
 * The migrations that are applied, by name. Fails with STORE_SCHEMA when a newer version has been here and has changed what this one needs. Migrations that only
 * add say up to which older version they let work on (migrations/declare-expanding.ts), so that two versions run side by side.
 */
export async function refuseNewerSchema(dataSource: DataSource): Promise<readonly string[]> {
  if (!(await hasTable(dataSource, 'migrations'))) return [];
  const own = dataSource.migrations.map((migration) => migration.name ?? '');
  const newest = Math.max(0, ...own.map(timestampOf));
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
  const applied = rows.map(({ name }) => name);
  const unknown = applied.filter((name) => !own.includes(name));
  if (unknown.length === 0) return applied;
  const supported = await supportedBy(dataSource);
  const breaking = unknown.filter((name) => newest < (supported.get(name) ?? Infinity));
  if (breaking.length === 0) return applied;
  throw new MaiosError('STORE_SCHEMA', describe(breaking, newest, supported));
}

async function supportedBy(dataSource: DataSource): Promise<ReadonlyMap<string, number>> {
  if (!(await hasTable(dataSource, 'schema_support'))) return new Map();
  const rows = await dataSource.query<{ migration: string; oldest: number }[]>('SELECT * FROM schema_support');
  return new Map(rows.map(({ migration, oldest }) => [migration, Number(oldest)]));
}

async function hasTable(dataSource: DataSource, name: string): Promise<boolean> {
  const [row] = await dataSource.query<{ found: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS found', [name]);
  return row?.found === true;
}

function describe(breaking: readonly string[], newest: number, supported: ReadonlyMap<string, number>): string {
  const needed = Math.max(...breaking.map((name) => supported.get(name) ?? timestampOf(name)));
  const found = `found ${breaking.join(', ')}, which this version (schema ${newest}) does not know`;
  return `expected a database that this version can work with, ${found}; needed is a version that knows schema ${needed}`;
}

// TypeORM orders migrations by the 13 digits that their names end with.
function timestampOf(name: string): number {
  return Number(name.slice(-13));
}
