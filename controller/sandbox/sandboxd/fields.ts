import { Fault } from './fault.ts';

/** A JSON object whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function asFields(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Fault('USAGE', `expected an object, found ${Array.isArray(value) ? 'an array' : typeof value}`);
}

export function textField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new Fault('USAGE', `${name}: expected text, found ${typeof value}`);
}

export function optionalText(fields: Fields, name: string): string | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : textField(fields, name);
}

export function booleanField(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw new Fault('USAGE', `${name}: expected true or false, found ${typeof value}`);
}

/** A whole number from 0; above `max` it is taken as `max`. */
export function countField(fields: Fields, name: string, max: number): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return Math.min(value, max);
  throw new Fault('USAGE', `${name}: expected a whole number from 0, found ${JSON.stringify(value)}`);
}

export function optionalCount(fields: Fields, name: string, max: number): number | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : countField(fields, name, max);
}

export function listField<T>(fields: Fields, name: string, read: (item: unknown) => T): readonly T[] {
  const value = fields[name];
  if (Array.isArray(value)) return value.map((item: unknown) => read(item));
  throw new Fault('USAGE', `${name}: expected a list, found ${typeof value}`);
}
