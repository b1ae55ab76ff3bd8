import type { EventData } from '../../../events/event.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { appendEvents } from '../events/append-events.ts';

/** Tells a project that one of its decisions does not hold, once a decision; false when it was told before. */
export async function alarm(
  tx: Tx,
  scope: Scope,
  { projectId, ...data }: EventData['RulesDiffer'] & { readonly projectId: string },
): Promise<boolean> {
  const { rows } = await sql(
    tx,
    `SELECT 1 FROM events WHERE organization_id = $1 AND project_id = $2 AND type = 'RulesDiffer' AND data->>'decision' = $3
     LIMIT 1`,
    [scope.organizationId, projectId, data.decision],
  );
  if (rows.length > 0) return false;
  await appendEvents(tx, scope, projectId, [{ type: 'RulesDiffer', data }]);
  return true;
}
