import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit } from '../../tx-context.ts';

/** Gives back a slot of an agent whose run says nothing about it. */
export async function releaseSlot(tx: Tx, scope: Scope, agent: string): Promise<void> {
  tellAfterCommit(tx, 'freed', agent);
  await sql(tx, `UPDATE agents SET active = active - 1 WHERE organization_id = $1 AND name = $2 AND active > 0`, [
    scope.organizationId,
    agent,
  ]);
}
