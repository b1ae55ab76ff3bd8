import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Resolves when the database answers. */
export async function ping(tx: Tx): Promise<void> {
  await sql(tx, 'SELECT 1', []);
}
