import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** How often what is declared has changed: a process that knows an older generation has something to read. */
export async function catalogGeneration(tx: Tx, scope: Scope): Promise<number> {
  return read(tx, scope, '');
}

/** The same, and nobody else declares anything before the end of the transaction. */
export async function lockCatalogGeneration(tx: Tx, scope: Scope): Promise<number> {
  return read(tx, scope, 'FOR NO KEY UPDATE');
}

/** Says to every process that something else is declared now; gives the new generation. */
export async function raiseCatalogGeneration(tx: Tx, { organizationId }: Scope): Promise<number> {
  const { rows } = await sql<{ generation: number }>(
    tx,
    `UPDATE organizations SET catalog_generation = catalog_generation + 1 WHERE id = $1
     RETURNING catalog_generation AS generation`,
    [organizationId],
  );
  return rows[0]?.generation ?? 0;
}

async function read(tx: Tx, { organizationId }: Scope, lock: '' | 'FOR NO KEY UPDATE'): Promise<number> {
  const { rows } = await sql<{ generation: number }>(
    tx,
    `SELECT catalog_generation AS generation FROM organizations WHERE id = $1 ${lock}`,
    [organizationId],
  );
  return rows[0]?.generation ?? 0;
}
