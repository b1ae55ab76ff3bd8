import { isList } from './conditions/json.ts';
import type { FactValue } from './facts.ts';

/** A copy of a value of JSON, frozen all the way down: what becomes of the original does not reach it. */
export function frozenCopy(value: FactValue): FactValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return Object.freeze(value.map(frozenCopy));
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, member]) => [key, frozenCopy(member)])));
}

/** Freezes a value of JSON all the way down, in place, and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  // What is frozen at the top may not be so below, so that no level is taken for the ones under it.
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return value;
}
