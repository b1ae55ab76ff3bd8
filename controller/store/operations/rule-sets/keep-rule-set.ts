import { ruleSetText } from '../../../catalog/kinds/rule-set-digest.ts';
import type { RuleSetSpec } from '../../../catalog/kinds/rule-set.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { putBlob } from '../blobs/put-blob.ts';

/**
 * Keeps a rule set without its tests, once an organization, so that what it decided can be explained and replayed when it
 * is not in force any more. Returns its digest in hex, the one that its verdicts carry.
 */
export async function keepRuleSet(tx: Tx, scope: Scope, spec: RuleSetSpec): Promise<string> {
  const sha256 = await putBlob(tx, scope, Buffer.from(ruleSetText(spec)));
  return sha256.toString('hex');
}
