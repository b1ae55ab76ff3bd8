import type { JsonObject } from '../../decision-contract.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** An effect that an earlier run of the same task intended. */
export interface EarlierEffect {
  readonly id: string;
  readonly intent: JsonObject;
  readonly receipt: JsonObject | null;
  readonly createdAt: Date;
  /** The earlier run did not fail by itself: this one goes on where it was cut off. */
  readonly carriesOver: boolean;
}

/**
 * What earlier runs of the run's task, or of its purpose where it has none, did or may have done by a skill, oldest first;
 * without what this run has taken over already.
 */
export async function earlierEffects(
  tx: Tx,
  { organizationId }: Scope,
  { runId, skill }: { readonly runId: string; readonly skill: string },
): Promise<readonly EarlierEffect[]> {
  const { rows } = await sql<EarlierEffect>(tx, statement, [runId, organizationId, skill]);
  return rows;
}

const statement = `
  SELECT effects.id, effects.intent, effects.receipt, effects.created_at AS "createdAt",
    coalesce(earlier.failure->>'class' IN ('effect-unknown', 'worker-lost'), false) AS "carriesOver"
  FROM runs run
    JOIN runs earlier ON earlier.project_id = run.project_id AND earlier.id <> run.id
      AND earlier.task_id IS NOT DISTINCT FROM run.task_id AND earlier.purpose = run.purpose
    JOIN effects ON effects.run_id = earlier.id AND effects.skill = $3
  WHERE run.id = $1 AND run.organization_id = $2 AND earlier.organization_id = $2
    AND effects.id NOT IN (
      SELECT own.receipt->>'takenFrom' FROM effects own WHERE own.run_id = run.id AND own.receipt ? 'takenFrom'
    )
  ORDER BY effects.created_at, effects.id`;
