// PostgreSQL refuses two things that JavaScript strings may hold, and that models and programs do print:
// NUL in text and jsonb, and half a surrogate pair (a text cut in the middle of an emoji) in jsonb.
const refused = /\\u0000|\\ud[89a-f]/iu;

/** The text without what PostgreSQL refuses; each such character becomes U+FFFD. */
export function storableText(text: string): string {
  return text.includes('\0') ? text.toWellFormed().replaceAll('\0', '\uFFFD') : text.toWellFormed();
}

/** The value as JSON text for a jsonb column, without what PostgreSQL refuses. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return refused.test(text) ? JSON.stringify(clean(value)) : text;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storableText(key), clean(member)]));
}
