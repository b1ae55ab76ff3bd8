import { MaiosError } from '../../errors/maios-error.ts';
import { sql } from '../sql.ts';
import type { Tx } from '../store.ts';
import { appliedMigrations } from './describe-tables.ts';
import { transferFormat, type TransferHead } from './transfer-format.ts';

/**
 * Fails unless an exported database fits this one: written from the same schema, or from an older one to which only
 * things have been added since that may be left out (migrations/declare-expanding.ts). BACKUP_INVALID or STORE_SCHEMA.
 */
export async function assertCompatible(tx: Tx, { database, format, migrations }: TransferHead): Promise<void> {
  if (database !== 'maios' || format !== transferFormat) {
    throw new MaiosError(
      'BACKUP_INVALID',
      `expected a database of maios in format ${transferFormat}, found format ${format}`,
    );
  }
  const own = await appliedMigrations(tx);
  const newer = migrations.filter((name) => !own.includes(name));
  if (newer.length > 0) throw differs(`it was written by a newer version, with ${newer.join(', ')}`);
  const added = own.filter((name) => !migrations.includes(name));
  if (added.length === 0) return;
  const { rows } = await sql<{ migration: string; oldest: number }>(
    tx,
    'SELECT migration, oldest FROM schema_support',
    [],
  );
  const newest = Math.max(0, ...migrations.map((name) => Number(name.slice(-13))));
  const supported = new Set(rows.filter(({ oldest }) => oldest <= newest).map(({ migration }) => migration));
  const breaking = added.filter((name) => !supported.has(name));
  if (breaking.length > 0) throw differs(`it was written before ${breaking.join(', ')}`);
}

function differs(found: string): MaiosError {
  return new MaiosError('STORE_SCHEMA', `expected a database that fits this version, found that ${found}`, {
    fix: 'Restore it with the version of maios that wrote it, then start the newer version on it.',
  });
}
