import type { QueryRunner } from 'typeorm';

/**
 * Said by a migration that only adds, and that leaves what it adds optional: versions that know the migration of the
 * timestamp `oldest`, and newer ones, work on with the changed schema. A migration that does not say so ends the
 * older versions: change what is there only when no version is left that needs it as it was.
 */
export async function declareExpanding(runner: QueryRunner, migration: string, oldest: number): Promise<void> {
  await runner.query('INSERT INTO schema_support (migration, oldest) VALUES ($1, $2)', [migration, oldest]);
}
