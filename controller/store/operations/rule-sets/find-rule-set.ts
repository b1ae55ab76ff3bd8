import type { RuleSetSpec } from '../../../catalog/kinds/rule-set.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { getBlob } from '../blobs/get-blob.ts';

/**
 * The rule set of that digest (hex), as it was when it was kept; undefined when it was not. Fails with STORE_BUG when the
 * body is not what the digest says.
 */
export async function findRuleSet(tx: Tx, scope: Scope, digest: string): Promise<RuleSetSpec | undefined> {
  const body = await getBlob(tx, scope, Buffer.from(digest, 'hex'));
  // Under the digest of a verdict, only keepRuleSet() has put anything, and that was valid then.
  return body === undefined ? undefined : (JSON.parse(body.toString()) as RuleSetSpec);
}
