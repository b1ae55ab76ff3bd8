import type { Catalog } from '../../catalog/catalog.ts';
import type { RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { keepRuleSet } from '../../store/operations/rule-sets/keep-rule-set.ts';
import type { DeclareDependencies } from '../declare/declare-dependencies.ts';

/**
 * Keeps every rule set of a catalog by its digest, before any decision can carry that: without it, what it decided could
 * not be explained or proved. What this process has kept is not read again.
 */
export function createRuleSetKeeper({
  store,
  scope,
}: Pick<DeclareDependencies, 'store' | 'scope'>): (catalog: Catalog) => Promise<void> {
  const kept = new WeakSet<RuleSetSpec>();
  return async (catalog) => {
    const specs = catalog.list('RuleSet').map(({ resource }) => resource.spec);
    const left = specs.filter((spec) => !kept.has(spec));
    if (left.length === 0) return;
    await store.transaction(async (tx) => {
      for (const spec of left) await keepRuleSet(tx, scope, spec);
    });
    for (const spec of left) kept.add(spec);
  };
}
