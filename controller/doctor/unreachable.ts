import type { MaiosError } from '../errors/maios-error.ts';
import { failed, type Finding } from './finding.ts';

/** The ways in which a server is not to be had, as its client words them. */
const known: readonly (readonly [pattern: RegExp, found: string, fix: string])[] = [
  [
    /SQLSTATE 28P01|password authentication failed/,
    'it refuses the password',
    'Correct name and password in DATABASE_URL.',
  ],
  [
    /SQLSTATE 28000|pg_hba\.conf/,
    'it lets this user not in from here',
    "Allow it in the server's pg_hba.conf, or correct the name in DATABASE_URL.",
  ],
  [
    /SQLSTATE 3D000|database "[^"]*" does not exist/,
    'it has no such database',
    'Make it with createdb, or correct the name in DATABASE_URL.',
  ],
  [
    /SQLSTATE 53300/,
    'it has no connection left',
    'Raise max_connections, or run fewer processes: each takes up to 11.',
  ],
  [/WRONGPASS|NOAUTH|invalid username-password/i, 'it refuses the password', 'Correct name and password in REDIS_URL.'],
  [/ENOTFOUND|EAI_AGAIN/, 'nobody knows that host', 'Correct the host in VARIABLE.'],
  [/ECONNREFUSED|ENOENT/, 'nothing listens there', 'Start it, or correct host and port in VARIABLE.'],
];

/** Says why a server cannot be reached, and how to mend that; nothing of the URL but its host is told. */
export function describeUnreachable(what: 'database' | 'redis', error: MaiosError, url: string | undefined): Finding {
  const variable = what === 'database' ? 'DATABASE_URL' : 'REDIS_URL';
  const host = URL.parse(url ?? '')?.host ?? '';
  const text = textOf(error);
  const [, found, fix] = known.find(([pattern]) => pattern.test(text)) ?? [];
  return failed(
    `${host}: ${found ?? error.message}`,
    (fix ?? `Check ${variable}, and that the server runs and answers.`).replace('VARIABLE', variable),
  );
}

// What really happened is often at the end of the chain.
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const parts = error instanceof AggregateError ? error.errors.map(textOf) : [];
  return [`SQLSTATE ${code}`, code, error.message, ...parts, error.cause === undefined ? '' : textOf(error.cause)].join(
    ' ',
  );
}
