import { type Config } from '../config/config.ts';

/** Where a URL leads to, without a name or a password in it. */
export function placeOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return 'something that is not a URL';
  return `${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}`;
}

/** Where a process finds what it stands on; for people. */
export function placeLines({ databaseUrl, redisUrl, home, workspaces }: Config): readonly string[] {
  return [
    databaseUrl === undefined
      ? `database    embedded, in ${home}`
      : `database    PostgreSQL at ${placeOf(databaseUrl)}`,
    ...(redisUrl === undefined ? [] : [`redis       ${placeOf(redisUrl)}`]),
    `workspaces  ${workspaces}`,
  ];
}
