import type { Config } from '../config/config.ts';
import { placeOf } from '../config/place-of.ts';
import { packageVersion } from './package-version.ts';
import type { ProcessKind } from './process-kind.ts';

const roles: Readonly<Record<ProcessKind, string>> = {
  owner: 'owner: does everything by itself',
  server: 'server: answers, and decides while it leads',
  worker: 'worker: executes runs',
  beat: 'beat: decides while it leads, and does not answer',
};

/** What a process is, and where it finds what it stands on; for people. */
export function placeLines(kind: ProcessKind, config: Config): readonly string[] {
  const { databaseUrl, redisUrl, home, workspaces } = config;
  return [
    `maios ${packageVersion()}, ${roles[kind]}`,
    databaseUrl === undefined
      ? `database    embedded, in ${home}`
      : `database    PostgreSQL at ${placeOf(databaseUrl)}`,
    ...(redisUrl === undefined ? [] : [`redis       ${placeOf(redisUrl)}`]),
    `workspaces  ${workspaces}`,
  ];
}
