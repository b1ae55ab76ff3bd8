import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** What the sessions of this database go by, each name once. */
export async function sessionNames(tx: Tx): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>(
    tx,
    'SELECT DISTINCT application_name AS name FROM pg_stat_activity WHERE datname = current_database()',
    [],
  );
  return new Set(rows.map(({ name }) => name));
}
