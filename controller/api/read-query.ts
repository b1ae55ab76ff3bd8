import type { Context } from 'koa';
import { MaiosError } from '../errors/maios-error.ts';

/** One query parameter; undefined when it is absent or empty. */
export function queryText(ctx: Context, name: string): string | undefined {
  const value = ctx.query[name];
  const text = Array.isArray(value) ? value.at(-1) : value;
  return text === undefined || text === '' ? undefined : text;
}

/** A whole number from `min` to `max`. Fails with USAGE. */
export function queryNumber(
  ctx: Context,
  name: string,
  bounds: { min: number; max: number; fallback: number },
): number {
  const text = queryText(ctx, name);
  if (text === undefined) return bounds.fallback;
  const number = Number(text);
  if (Number.isInteger(number) && number >= bounds.min && number <= bounds.max) return number;
  throw new MaiosError(
    'USAGE',
    `${name}: expected a whole number from ${bounds.min} to ${bounds.max}, found "${text}"`,
    { fix: `Correct ?${name}=.` },
  );
}

/** The parameter that the path cannot do without. */
export function pathText(ctx: Context & { readonly params: Readonly<Record<string, string>> }, name: string): string {
  const value = ctx.params[name];
  if (value === undefined) throw new MaiosError('INTERNAL', `the route has no parameter ${name}`);
  return value;
}
