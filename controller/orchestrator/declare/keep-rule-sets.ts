import { type Catalog } from '../../catalog/catalog.ts';
import { keepRuleSet } from '../../store/operations/rule-sets/keep-rule-set.ts';
import { type DeclareDependencies } from './declare-dependencies.ts';

/** Keeps every rule set of a catalog by its digest, before any decision can carry that: history without it is dumb. */
export async function keepRuleSets({ store, scope }: DeclareDependencies, catalog: Catalog): Promise<void> {
  const declared = catalog.list('RuleSet');
  await store.transaction(async (tx) => {
    for (const { resource } of declared) await keepRuleSet(tx, scope, resource.spec);
  });
}
