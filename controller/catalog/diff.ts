import type { Declared } from './catalog.ts';
import { resourceKey } from './validate/resource-schema.ts';

export interface CatalogDiff {
  readonly created: readonly Declared[];
  readonly changed: readonly { readonly before: Declared; readonly after: Declared }[];
  readonly unchanged: readonly Declared[];
  readonly deleted: readonly Declared[];
}

/** What differs between two sets of declarations. A new revision of the same spec and metadata is no change. */
export function diffDeclared(before: readonly Declared[], after: readonly Declared[]): CatalogDiff {
  const older = byKey(before);
  const newer = byKey(after);
  const pairs = after.map((item) => ({ before: older.get(resourceKey(item.resource)), after: item }));
  return {
    created: pairs.flatMap((pair) => (pair.before === undefined ? [pair.after] : [])),
    changed: pairs.flatMap((pair) =>
      pair.before !== undefined && !isSame(pair.before, pair.after) ? [{ before: pair.before, after: pair.after }] : [],
    ),
    unchanged: pairs.flatMap((pair) =>
      pair.before !== undefined && isSame(pair.before, pair.after) ? [pair.after] : [],
    ),
    deleted: before.filter((item) => !newer.has(resourceKey(item.resource))),
  };
}

function byKey(declared: readonly Declared[]): ReadonlyMap<string, Declared> {
  return new Map(declared.map((item) => [resourceKey(item.resource), item]));
}

function isSame(before: Declared, after: Declared): boolean {
  return before.digest === after.digest;
}
