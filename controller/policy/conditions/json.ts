import type { FactValue } from '../facts.ts';

/** An object of JSON: not null, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How deep lists and objects may nest: far more than anybody writes, and few enough for the stack. */
export const maxLevels = 500;

/** Whether lists and objects nest no deeper than that. */
export function isShallow(value: unknown, levels = maxLevels): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}

/** Whether a value is plain JSON all the way down; NaN and the infinities are not, nor what nests deeper than 500 levels. */
export function isFactValue(value: unknown): value is FactValue {
  return isPlain(value, maxLevels);
}

// Every fact of every snapshot comes by here: no copy of its members is made to look at them.
function isPlain(value: unknown, levels: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((member) => isPlain(member, levels - 1));
  if (!isRecord(value)) return false;
  for (const key in value) {
    if (Object.hasOwn(value, key) && !isPlain(value[key], levels - 1)) return false;
  }
  return true;
}

/** A value as a message shows it: JSON, cut short. */
export function show(value: unknown): string {
  if (!isShallow(value)) return `something of more than ${maxLevels} levels`;
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** A list of JSON; narrower than Array.isArray, which makes of its members anything. */
export function isList(value: FactValue): value is readonly FactValue[] {
  return Array.isArray(value);
}
