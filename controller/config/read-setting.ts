import { MaiosError } from '../errors/maios-error.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** About as long as a timer of Node can last. */
const mostSeconds = 2_000_000;
const mostPort = 65_535;

export function emptyAsUndefined(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** `HOST:PORT`, the host of IPv6 in brackets; a port alone is one of this machine. */
export function addressOf(name: string, text: string): Address {
  const separator = text.lastIndexOf(':');
  const host = text.slice(0, Math.max(0, separator)).replace(/^\[(.*)\]$/, '$1');
  const port = Number(text.slice(separator + 1).trim() || Number.NaN);
  if (Number.isInteger(port) && port > 0 && port <= mostPort) return { host: host === '' ? '127.0.0.1' : host, port };
  throw invalid(name, 'HOST:PORT, for instance 127.0.0.1:8000', text);
}

/** A URL of one of the protocols. What is found is not told: it may hold a password. */
export function urlOf(
  name: string,
  value: string | undefined,
  { protocols, example }: { readonly protocols: readonly string[]; readonly example: string },
): string | undefined {
  const text = emptyAsUndefined(value);
  if (text === undefined || protocols.includes(URL.parse(text)?.protocol ?? '')) return text;
  throw new MaiosError('CONFIG_INVALID', `${name}: expected a URL like ${example}, found something else`);
}

/** Given in seconds, kept in milliseconds. */
export function secondsAsMs(name: string, value: string | undefined, fallback: number): number {
  return positive(name, value, fallback, mostSeconds) * 1000;
}

export function whole(name: string, value: string | undefined, fallback: number, most = Infinity): number {
  const number = positive(name, value, fallback, most);
  if (Number.isSafeInteger(number)) return number;
  throw invalid(name, 'a whole number', String(value));
}

export function positive(name: string, value: string | undefined, fallback: number, most = Infinity): number {
  const text = emptyAsUndefined(value);
  if (text === undefined) return fallback;
  const number = Number(text);
  if (Number.isFinite(number) && number > 0 && number <= most) return number;
  throw invalid(name, most === Infinity ? 'a number above 0' : `a number above 0, at most ${most}`, text);
}

export function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly [T, ...T[]]): T {
  const text = emptyAsUndefined(value);
  if (text === undefined) return allowed[0];
  const found = allowed.find((candidate) => candidate === text);
  if (found !== undefined) return found;
  throw invalid(name, `one of ${allowed.join(', ')}`, text);
}

function invalid(name: string, expected: string, found: string): MaiosError {
  return new MaiosError('CONFIG_INVALID', `${name}: expected ${expected}, found "${found}"`);
}
