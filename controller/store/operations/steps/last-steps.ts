import type { StepKind } from '../../../events/event.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Where a run stands, by its last recorded step. */
export interface LastStep {
  readonly runId: string;
  readonly kind: StepKind;
  /** For a turn, the skills that it calls. */
  readonly label: string | undefined;
  readonly at: Date;
  /** Turns of the model so far. */
  readonly turns: number;
}

/** The last step of each of the runs that have any. */
export async function lastSteps(
  tx: Tx,
  { organizationId }: Scope,
  runIds: readonly string[],
): Promise<readonly LastStep[]> {
  if (runIds.length === 0) return [];
  const { rows } = await sql<Omit<LastStep, 'label' | 'turns'> & { label: string | null; turns: string }>(
    tx,
    `SELECT DISTINCT ON (run_id) run_id AS "runId", kind, label, at,
       count(*) FILTER (WHERE kind = 'turn') OVER (PARTITION BY run_id) AS turns
     FROM run_steps WHERE organization_id = $1 AND run_id = ANY($2::uuid[]) ORDER BY run_id, n DESC`,
    [organizationId, runIds],
  );
  return rows.map((row) => ({ ...row, label: row.label ?? undefined, turns: Number(row.turns) }));
}
