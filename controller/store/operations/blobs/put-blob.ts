import { createHash } from 'node:crypto';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Keeps a body once an organization; returns its sha256. */
export async function putBlob(tx: Tx, { organizationId }: Scope, body: Buffer): Promise<Buffer> {
  const sha256 = createHash('sha256').update(body).digest();
  await sql(tx, `INSERT INTO blobs (organization_id, sha256, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [
    organizationId,
    sha256,
    body,
  ]);
  return sha256;
}
