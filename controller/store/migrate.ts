import type { DataSource } from 'typeorm';
import { refuseNewerSchema } from './refuse-newer-schema.ts';

// Any constant will do; it names this lock among the advisory locks of the database.
const migrationLock = 763_800_000;

/** Brings the schema to this version. A newer schema is left as it is, if this version can work with it; else STORE_SCHEMA. */
export async function migrate(dataSource: DataSource, kind: 'embedded' | 'server'): Promise<void> {
  // Nearly always: nobody waits for a lock then, which a process may hold that was frozen while it started.
  if (await isUpToDate(dataSource)) return;
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

async function isUpToDate(dataSource: DataSource): Promise<boolean> {
  const applied = await refuseNewerSchema(dataSource);
  return dataSource.migrations.every(({ name }) => name !== undefined && applied.includes(name));
}

async function applyMigrations(dataSource: DataSource): Promise<void> {
  await refuseNewerSchema(dataSource);
  await dataSource.query('CREATE EXTENSION IF NOT EXISTS vector');
  await dataSource.runMigrations({ transaction: 'all' });
}
