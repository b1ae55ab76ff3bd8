import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv';

const validate: SchemaValidateFunction = (keys: readonly string[], items: readonly unknown[]) => {
  const seen = new Set<string>();
  const position = items.findIndex((item) => {
    const key = keyOf(keys, item);
    if (key === undefined) return false;
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated;
  });
  if (position < 0) return true;
  const message = `expected a ${keys.join(' and ')} of its own, found ${keyOf(keys, items[position])} twice`;
  validate.errors = [{ keyword: 'x-kubernetes-list-map-keys', message, params: { position } }];
  return false;
};

/** What the API server does for lists of `x-kubernetes-list-type: map`: no two items have the same keys. */
export const listMapKeys: FuncKeywordDefinition = {
  keyword: 'x-kubernetes-list-map-keys',
  type: 'array',
  schemaType: 'array',
  validate,
};

// What lacks a key is the fault of another keyword.
function keyOf(keys: readonly string[], item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const values = keys.map((key) => new Map<string, unknown>(Object.entries(item)).get(key));
  return values.includes(undefined) ? undefined : JSON.stringify(values).slice(1, -1);
}
