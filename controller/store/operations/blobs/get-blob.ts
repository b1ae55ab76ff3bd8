import { createHash } from 'node:crypto';
import { MaiosError } from '../../../errors/maios-error.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** The body of that sha256, or undefined. Fails with STORE_BUG when what is stored has another one. */
export async function getBlob(tx: Tx, { organizationId }: Scope, sha256: Buffer): Promise<Buffer | undefined> {
  const { rows } = await sql<{ body: Buffer }>(
    tx,
    `SELECT body FROM blobs WHERE organization_id = $1 AND sha256 = $2`,
    [organizationId, sha256],
  );
  const body = rows[0]?.body;
  if (body === undefined) return undefined;
  const found = createHash('sha256').update(body).digest();
  if (found.equals(sha256)) return body;
  throw new MaiosError(
    'STORE_BUG',
    `expected a body of sha256 ${sha256.toString('hex')}, found ${found.toString('hex')}`,
  );
}
