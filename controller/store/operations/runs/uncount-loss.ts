import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import type { HeldRun } from './give-back-run.ts';

/**
 * Takes the loss of a worker back that was counted although the worker lives: neither of them could reach the database when
 * the lease was over. False: it was not counted, or the run has ended.
 */
export async function uncountLoss(tx: Tx, scope: Scope, { runId, epoch, owner }: HeldRun): Promise<boolean> {
  const { affected } = await sql(tx, statement, [runId, scope.organizationId, owner, epoch]);
  return affected === 1;
}

const statement = `
  UPDATE runs SET recoveries = recoveries - 1, losses = jsonb_path_query_array(
    losses, '$[*] ? (!(@.worker == $worker && @.epoch == $epoch))', jsonb_build_object('worker', $3::text, 'epoch', $4::integer)
  )
  WHERE id = $1 AND organization_id = $2 AND state <> 'ended'
    AND losses @> jsonb_build_array(jsonb_build_object('worker', $3::text, 'epoch', $4::integer))`;
