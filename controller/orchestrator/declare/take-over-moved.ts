import { isSourceGone } from '../../catalog/sources/is-source-gone.ts';
import type { SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { resourceKey } from '../../catalog/validate/resource-schema.ts';
import { lockCatalogGeneration, raiseCatalogGeneration } from '../../store/operations/resources/catalog-generation.ts';
import { takeOverNames } from '../../store/operations/resources/take-over-names.ts';
import type { DeclareDependencies } from './declare-dependencies.ts';
import type { DeclaredState } from './declared-state.ts';

/**
 * A folder of specs that was moved is another source, and its names would belong for ever to the one that is gone: what the
 * new one declares passes over to it. What it does not declare stays as it last was.
 */
export async function takeOverMoved(
  { store, scope }: Pick<DeclareDependencies, 'store' | 'scope'>,
  state: DeclaredState,
  { source, declared }: SourceSnapshot,
): Promise<void> {
  // Where several machines have one database, a path that is not here may be elsewhere.
  if (store.kind !== 'embedded') return;
  const names = declared.map(({ resource }) => resourceKey(resource));
  const taken = new Set(names);
  const owners = state.stored().filter((item) => item.source !== source && taken.has(resourceKey(item.resource)));
  const from = [...new Set(owners.map((item) => item.source))].filter(isSourceGone);
  // One that is gone itself is only remembered: moved twice, what is in force is newer.
  if (from.length === 0 || isSourceGone(source)) return;
  await store.transaction(async (tx) => {
    await lockCatalogGeneration(tx, scope);
    if (await takeOverNames(tx, scope, { from, to: source, names })) await raiseCatalogGeneration(tx, scope);
  });
}
