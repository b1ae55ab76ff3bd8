import type { Declared } from './catalog.ts';
import { resourceKey } from './validate/resource-schema.ts';

/** The items whose names none of the others has. */
export function withoutThose(items: readonly Declared[], others: readonly Declared[]): readonly Declared[] {
  const names = new Set(others.map(({ resource }) => resourceKey(resource)));
  return items.filter(({ resource }) => !names.has(resourceKey(resource)));
}
