import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** What the next model call may cost at worst. `usdMicro` is whole micro-dollars, 0 where no price is known. */
export interface Reservation {
  readonly runId: string;
  readonly epoch: number;
  readonly tokens: number;
  readonly usdMicro: number;
}

/**
 * Sets money aside for a run before it is spent. undefined: the project's budget does not cover it, the run is
 * fenced, or the organization is paused; nothing changes then. Reservations that race are put in a row by the project's row, so none overdraws it.
 */
export async function reserve(tx: Tx, scope: Scope, wanted: Reservation): Promise<Reservation | undefined> {
  const { runId, epoch, tokens, usdMicro } = wanted;
  const { affected } = await sql(tx, statement, [runId, scope.organizationId, epoch, tokens, usdMicro]);
  return affected === 1 ? wanted : undefined;
}

const statement = `
  WITH run AS (
    SELECT id, project_id FROM runs
    WHERE id = $1 AND organization_id = $2 AND epoch = $3 AND state = 'running'
      AND NOT (SELECT paused FROM organizations WHERE organizations.id = $2)
    FOR UPDATE
  ), covered AS (
    UPDATE projects SET tokens_reserved = tokens_reserved + $4::bigint, usd_micro_reserved = usd_micro_reserved + $5::bigint
    FROM run
    WHERE projects.id = run.project_id
      AND (tokens_limit IS NULL OR tokens_spent + tokens_reserved + $4::bigint <= tokens_limit)
      AND (usd_micro_limit IS NULL OR usd_micro_spent + usd_micro_reserved + $5::bigint <= usd_micro_limit)
    RETURNING run.id
  )
  UPDATE runs SET tokens_reserved = tokens_reserved + $4::bigint, usd_micro_reserved = usd_micro_reserved + $5::bigint
  FROM covered WHERE runs.id = covered.id`;
