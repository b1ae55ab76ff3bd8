import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** A kept rule set as the JSON text that its digest is of. */
export interface RuleSetText {
  readonly digest: string;
  readonly text: string;
}

/** Those of the rule sets (digests in hex) that are kept, unread: they may be large, and who reads them has the time. */
export async function ruleSetTexts(
  tx: Tx,
  { organizationId }: Scope,
  digests: readonly string[],
): Promise<readonly RuleSetText[]> {
  const { rows } = await sql<RuleSetText>(
    tx,
    `SELECT encode(sha256, 'hex') AS digest, convert_from(body, 'UTF8') AS text FROM blobs
     WHERE organization_id = $1 AND sha256 = ANY (SELECT decode(each, 'hex') FROM unnest($2::text[]) AS each)`,
    [organizationId, digests],
  );
  return rows;
}
