import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** The head of a run's own chain of decisions, the run being locked, so that none is added; undefined where there is none. */
export async function lockChain(tx: Tx, { organizationId }: Scope, runId: string): Promise<string | undefined> {
  const { rows } = await sql<{ head: string | null }>(tx, statement, [runId, organizationId]);
  return rows[0]?.head ?? undefined;
}

const statement = `SELECT chain_head AS head FROM runs WHERE id = $1 AND organization_id = $2 FOR UPDATE`;
