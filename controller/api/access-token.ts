import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { makeFolder } from '../store/make-folder.ts';
import { isLoopback } from './listen-on-port.ts';

/**
 * What requests to the address of these settings must show; undefined where they need nothing: only this machine can send
 * anything to a loopback address. MAIOS_TOKEN counts there too, for whoever lets a proxy in front of it.
 */
export function requiredToken(settings: Pick<Config, 'token' | 'home' | 'host'>): string | undefined {
  return settings.token === undefined && isLoopback(settings) ? undefined : accessToken(settings);
}

/**
 * What requests from elsewhere must show: MAIOS_TOKEN; else the one in the data folder, which is made when there is none
 * and open to its owner alone. Fails with CONFIG_INVALID when it cannot be kept there.
 */
export function accessToken({ token, home }: Pick<Config, 'token' | 'home'>): string {
  if (token !== undefined) return token;
  const path = join(home, 'token');
  try {
    return readToken(path) ?? makeToken(home, path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MaiosError('CONFIG_INVALID', `MAIOS_TOKEN: expected a token there or in ${path}, found: ${reason}`, {
      cause,
      fix: 'Set MAIOS_TOKEN, or make the folder of MAIOS_HOME writable.',
    });
  }
}

function readToken(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

// Two processes may make one at once: a link is made whole or not at all, and the first one counts.
function makeToken(home: string, path: string): string {
  makeFolder(home, 0o700);
  const token = randomBytes(32).toString('base64url');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${token}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readToken(path) ?? token;
}
