import { createHash } from 'node:crypto';

/**
 * JSON with the keys of every object in code-unit order and without spaces, so that equal values have equal text.
 * Follows JSON otherwise: a member that is undefined is left out, one in an array is null. Fails on cycles.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

/** sha256 of the canonical JSON, in hex. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

// A copy to be written at once: a function that JSON.stringify calls for each member takes twice the time.
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (saysItself(value)) return sorted(value.toJSON());
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // A null prototype keeps a member named __proto__ an ordinary member; integer-like keys come first, in any engine.
  const copy: Record<string, unknown> = {};
  if (Object.hasOwn(value, '__proto__')) Object.setPrototypeOf(copy, null);
  for (const [key, member] of entries) copy[key] = sorted(member);
  return copy;
}

function saysItself(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
