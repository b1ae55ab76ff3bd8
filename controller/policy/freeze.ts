/** Freezes a value of JSON all the way down, in place, and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  // What is frozen at the top may not be so below, so that no level is taken for the ones under it.
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return value;
}
