import { resolve } from 'node:path';
import { MaiosError } from '../errors/maios-error.ts';

/** Every setting, loaded once and frozen. The environment is read nowhere else. */
export interface Config {
  /** The data folder of an embedded system; MAIOS_HOME, default `.maios` in the working directory. */
  readonly home: string;
  /** PostgreSQL 16 or newer with pgvector; embedded when undefined. */
  readonly databaseUrl: string | undefined;
  /** Where `maios server` listens. */
  readonly host: string;
  readonly port: number;
  /** Model endpoint used where a Model names none. */
  readonly modelBaseUrl: string;
  readonly defaultModel: string;
  readonly taskTimeoutMinutes: number;
  /** Runs at the same time in this process. */
  readonly concurrency: number;
  readonly sandbox: 'auto' | 'bubblewrap' | 'process';
  /** A real model may run code in the plain-process sandbox. */
  readonly allowUnsafeSandbox: boolean;
  readonly color: boolean;
  /** Resolves `env:` references; a redacting Secret is made of the value at once. */
  readonly readVariable: (name: string) => string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from the environment. Fails with CONFIG_INVALID, naming the variable. */
export function loadConfig(env: Environment, overrides: Partial<Config> = {}): Config {
  const address = env['MAIOS_ADDRESS'] ?? '127.0.0.1:8000';
  const separator = address.lastIndexOf(':');
  return Object.freeze({
    home: resolve(env['MAIOS_HOME'] ?? '.maios'),
    databaseUrl: emptyAsUndefined(env['DATABASE_URL']),
    host: address.slice(0, separator),
    port: positive('MAIOS_ADDRESS', address.slice(separator + 1), 8000),
    modelBaseUrl: emptyAsUndefined(env['MODEL_BASE_URL']) ?? 'https://api.z.ai/api/paas/v4',
    defaultModel: emptyAsUndefined(env['DEFAULT_MODEL']) ?? 'glm-4-plus',
    taskTimeoutMinutes: positive('TASK_TIMEOUT_MINUTES', env['TASK_TIMEOUT_MINUTES'], 30),
    concurrency: positive('MAIOS_CONCURRENCY', env['MAIOS_CONCURRENCY'], 4),
    sandbox: oneOf('MAIOS_SANDBOX', env['MAIOS_SANDBOX'], ['auto', 'bubblewrap', 'process'] as const),
    allowUnsafeSandbox: env['MAIOS_ALLOW_UNSAFE_SANDBOX'] === '1',
    // https://no-color.org: set and not empty means no colour.
    color: emptyAsUndefined(env['NO_COLOR']) === undefined,
    readVariable: (name: string) => emptyAsUndefined(env[name]),
    ...overrides,
  });
}

function emptyAsUndefined(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

function positive(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined || value.trim() === '') return fallback;
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new MaiosError('CONFIG_INVALID', `${name}: expected a number above 0, found "${value}"`);
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly [T, ...T[]]): T {
  if (value === undefined || value === '') return allowed[0];
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new MaiosError('CONFIG_INVALID', `${name}: expected one of ${allowed.join(', ')}, found "${value}"`);
}
