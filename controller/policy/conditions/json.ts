import { type FactValue } from '../facts.ts';

/** An object of JSON: not null, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is plain JSON all the way down; NaN and the infinities are not. */
export function isFactValue(value: unknown): value is FactValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isFactValue);
  return isRecord(value) && Object.values(value).every(isFactValue);
}

/** A value as a message shows it: JSON, cut short. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** A list of JSON; narrower than Array.isArray, which makes of its members anything. */
export function isList(value: FactValue): value is readonly FactValue[] {
  return Array.isArray(value);
}
