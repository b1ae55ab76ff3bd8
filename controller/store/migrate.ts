import { type DataSource } from 'typeorm';
import { MaiosError } from '../errors/maios-error.ts';

// Any constant will do; it names this lock among the advisory locks of the database.
const migrationLock = 763_800_000;

/** Brings the schema to this version. Fails with STORE_SCHEMA when a newer version has been here. */
export async function migrate(dataSource: DataSource, kind: 'embedded' | 'server'): Promise<void> {
  if (kind === 'embedded') return applyMigrations(dataSource);
  // Several servers may start at once. The lock needs a connection of its own, which an embedded database lacks.
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await applyMigrations(dataSource);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
    await runner.release();
  }
}

async function applyMigrations(dataSource: DataSource): Promise<void> {
  await refuseNewerSchema(dataSource);
  await dataSource.query('CREATE EXTENSION IF NOT EXISTS vector');
  await dataSource.runMigrations({ transaction: 'all' });
}

async function refuseNewerSchema(dataSource: DataSource): Promise<void> {
  const [table] = await dataSource.query<{ found: boolean }[]>(`SELECT to_regclass('migrations') IS NOT NULL AS found`);
  if (table?.found !== true) return;
  const applied = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
  const known = new Set(dataSource.migrations.map((migration) => migration.name));
  const unknown = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length === 0) return;
  throw new MaiosError(
    'STORE_SCHEMA',
    `the database has migrations that this version does not know: ${unknown.join(', ')}`,
  );
}
