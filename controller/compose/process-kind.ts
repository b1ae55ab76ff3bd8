import type { Config } from '../config/config.ts';
import { MaiosError } from '../errors/maios-error.ts';

/**
 * What a process of maios is. An owner does everything by itself. The others share one PostgreSQL and one Redis:
 * a server answers, and one of all servers decides; a worker executes runs; a beat is a server that does not answer.
 */
export type ProcessKind = 'owner' | 'server' | 'worker' | 'beat';

/** Which of them a command starts by these settings. Fails with CONFIG_INVALID, naming the variable that is missing. */
export function processKind(command: 'server' | 'worker' | 'beat', config: Config): ProcessKind {
  const { databaseUrl, redisUrl } = config;
  if (redisUrl !== undefined && databaseUrl === undefined) {
    throw new MaiosError('CONFIG_INVALID', 'REDIS_URL is set: expected DATABASE_URL too, found none', {
      fix: 'Set DATABASE_URL to the PostgreSQL that all processes share, or unset REDIS_URL to run embedded.',
    });
  }
  if (databaseUrl !== undefined && redisUrl !== undefined) return command;
  if (command === 'server') return 'owner';
  const missing = [databaseUrl === undefined ? 'DATABASE_URL' : '', redisUrl === undefined ? 'REDIS_URL' : ''];
  const names = missing.filter((name) => name !== '').join(' and ');
  throw new MaiosError('CONFIG_INVALID', `maios ${command}: expected ${names}, found nothing there`, {
    fix:
      'Set DATABASE_URL and REDIS_URL to what the servers use, and MAIOS_WORKSPACES to the folder that they share. ' +
      'An embedded system needs no worker: `maios server` does it all.',
  });
}
