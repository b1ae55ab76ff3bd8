import { createHash } from 'node:crypto';

/**
 * JSON with the keys of every object in code-unit order and without spaces, so that equal values have equal text.
 * Follows JSON otherwise: a member that is undefined is left out, one in an array is null. Fails on cycles.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortKeys) ?? 'null';
}

/** sha256 of the canonical JSON, in hex. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // A null prototype keeps a member named __proto__ an ordinary member; integer-like keys come first, in any engine.
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}
