import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Whether the organization has learnt anything that could be found. */
export async function hasLessons(tx: Tx, { organizationId }: Scope): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>(tx, statement, [organizationId]);
  return rows[0]?.found === true;
}

const statement = `
  SELECT EXISTS (SELECT FROM memory_entries WHERE organization_id = $1 AND kind = 'lesson') AS found`;
