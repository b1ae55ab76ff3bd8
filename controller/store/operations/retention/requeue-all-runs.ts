import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { requeueRuns } from '../runs/requeue-runs.ts';

/**
 * Queues every run that is under way again at its next epoch, in all organizations: for a database whose workers are
 * gone, or work on another one. Nobody leads it either: whoever does next has a newer epoch.
 */
export async function requeueAllRuns(tx: Tx): Promise<void> {
  const { rows } = await sql<{ id: string }>(tx, 'SELECT id FROM organizations ORDER BY id', []);
  for (const { id } of rows) await requeueRuns(tx, { organizationId: id, actor: 'controller' });
}
