import { type Catalog } from '../../catalog/catalog.ts';
import { apiVersion } from '../../catalog/kinds/envelope.ts';
import { type RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { createExplainer, type Explainer } from '../../policy/explain/create-explainer.ts';
import { findRuleSet } from '../../store/operations/rule-sets/find-rule-set.ts';
import { type RulesSource } from '../../store/operations/views/why.ts';
import { type Scope } from '../../store/scope.ts';
import { type Tx } from '../../store/store.ts';

export interface FoundRules {
  readonly source: RulesSource;
  readonly explainer: Explainer | undefined;
}

/** Finds the rule set of that digest; the name only says where to look first. */
export async function rulesOf(
  tx: Tx,
  scope: Scope,
  catalog: Catalog,
  { ruleSet, digest }: { readonly ruleSet: string; readonly digest: string },
): Promise<FoundRules> {
  const inForce = explainerInForce(catalog, ruleSet);
  if (inForce?.bundle.digest === digest) return { source: 'in-force', explainer: inForce };
  const kept = /^[0-9a-f]{64}$/.test(digest) ? await findRuleSet(tx, scope, digest) : undefined;
  const explainer = kept === undefined ? undefined : explainerOf(ruleSet, kept);
  return { source: explainer === undefined ? 'missing' : 'kept', explainer };
}

// Preparing a rule set costs more than explaining with it, and the ones in force are asked for again and again.
const prepared = new WeakMap<RuleSetSpec, { readonly explainer: Explainer | undefined }>();

/** More rules than this are shown without their lines: finding these means parsing the file once more. */
const mostLocated = 1000;

function explainerInForce(catalog: Catalog, name: string): Explainer | undefined {
  const declared = catalog.get('RuleSet', name);
  if (declared === undefined) return undefined;
  const { resource, locate } = declared;
  const known = prepared.get(resource.spec);
  if (known !== undefined) return known.explainer;
  const isLocated = locate !== undefined && resource.spec.rules.length <= mostLocated;
  const explainer = explainerOf(name, resource.spec, isLocated ? (at) => locate(['spec', ...at]) : undefined);
  prepared.set(resource.spec, { explainer });
  return explainer;
}

// Rules that are not sound by now, for the facts have changed since, explain nothing.
function explainerOf(
  name: string,
  spec: RuleSetSpec,
  placeOf?: Parameters<typeof createExplainer>[1],
): Explainer | undefined {
  try {
    return createExplainer({ apiVersion, kind: 'RuleSet', metadata: { name }, spec }, placeOf);
  } catch {
    return undefined;
  }
}
