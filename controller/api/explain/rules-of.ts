import type { Catalog } from '../../catalog/catalog.ts';
import { apiVersion } from '../../catalog/kinds/envelope.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import { ruleSetDigest } from '../../catalog/kinds/rule-set-digest.ts';
import type { RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import type { Locate } from '../../catalog/parse/locate.ts';
import { findRuleSet } from '../../store/operations/rule-sets/find-rule-set.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';

/** The rules that a decision was made by. */
export interface FoundRules {
  readonly source: 'in-force' | 'kept';
  readonly resource: RuleSetResource;
  /** Where they stand in their file; of those in force alone. */
  readonly locate?: Locate;
}

/** Finds the rule set of that digest; the name only says where to look first. undefined when it was not kept. */
export async function rulesOf(
  tx: Tx,
  scope: Scope,
  catalog: Catalog,
  { ruleSet: name, digest }: { readonly ruleSet: string; readonly digest: string },
): Promise<FoundRules | undefined> {
  const declared = catalog.get('RuleSet', name);
  if (declared !== undefined && digestOnce(declared.resource.spec) === digest) {
    const { resource, locate } = declared;
    return { source: 'in-force', resource, ...(locate === undefined ? {} : { locate }) };
  }
  const spec = /^[0-9a-f]{64}$/.test(digest) ? await findRuleSet(tx, scope, digest) : undefined;
  return spec && { source: 'kept', resource: { apiVersion, kind: 'RuleSet', metadata: { name }, spec } };
}

// Those in force are asked for again and again.
const digests = new WeakMap<RuleSetSpec, string>();

function digestOnce(spec: RuleSetSpec): string {
  const digest = digests.get(spec) ?? ruleSetDigest(spec);
  digests.set(spec, digest);
  return digest;
}
