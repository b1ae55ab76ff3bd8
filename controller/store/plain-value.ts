/** What JSON has for a value of a row: a time goes as text. */
export function plainValue(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
