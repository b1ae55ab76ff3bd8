import { newId } from '../../new-id.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Makes the organization `local` with its user `local`, once; the scope of whoever works at this machine. */
export async function ensureLocalOrganization(tx: Tx, now: number): Promise<Scope> {
  const at = new Date(now);
  await sql(
    tx,
    `INSERT INTO organizations (id, name, created_at) VALUES ($1, 'local', $2) ON CONFLICT (name) DO NOTHING`,
    [newId(now), at],
  );
  const { rows } = await sql<{ id: string }>(
    tx,
    `INSERT INTO users (id, organization_id, name, created_at)
     SELECT $1, id, 'local', $2 FROM organizations WHERE name = 'local'
     ON CONFLICT (organization_id, name) DO UPDATE SET name = users.name
     RETURNING organization_id AS id`,
    [newId(now), at],
  );
  return { organizationId: rows[0]?.id ?? '', actor: 'local' };
}
