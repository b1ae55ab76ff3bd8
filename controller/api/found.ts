import { MaiosError } from '../errors/maios-error.ts';

/** The value, or NOT_FOUND naming what was looked for. */
export function found<T>(value: T | undefined, what: string, name: string): T {
  if (value === undefined) throw new MaiosError('NOT_FOUND', `there is no ${what} "${name}"`);
  return value;
}
