import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { createMaios, type Environment, type Maios } from '../../support/maios.ts';
import { freePort } from '../../support/free-port.ts';
import { type OwnRedis, startOwnRedis } from '../../support/own-redis.ts';
import { findServices } from '../../support/services.ts';
import { makeDatabase } from '../../support/store.ts';
import { startTcpProxy, throughProxy, type TcpProxy } from '../../support/cluster/tcp-proxy.ts';

/** A database, a Redis and a folder that several processes share, all of the test's own. */
export interface Installation {
  readonly redis: OwnRedis;
  /** Through which all of them reach the database. */
  readonly proxy: TcpProxy;
  readonly databaseUrl: string;
  /** A process with a data folder of its own. */
  member(name: string, env?: Environment): Maios;
}

/** Undefined (skipped or failed) where a service is missing. */
export async function useInstallation(t: ExecutionContext): Promise<Installation | undefined> {
  const services = findServices(t, ['DATABASE_URL']);
  const redis = services === undefined ? undefined : await startOwnRedis(t);
  if (services === undefined || redis === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'maios-processes-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const direct = await makeDatabase(t, services.DATABASE_URL);
  const { hostname: host, port } = new URL(direct);
  const proxy = await startTcpProxy({ host, port: Number(port || 5432) });
  t.teardown(() => proxy[Symbol.asyncDispose]());
  const databaseUrl = throughProxy(direct, proxy);
  const env = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    MAIOS_WORKSPACES: join(folder, 'workspaces'),
    MAIOS_SANDBOX: 'process',
  };
  return {
    redis,
    proxy,
    databaseUrl,
    member: (name, more = {}) => createMaios(t, join(folder, name), { ...env, ...more }),
  };
}

/** An address of this machine that is free. */
export async function freeAddress(host = '127.0.0.1'): Promise<string> {
  return `${host}:${await freePort()}`;
}

export interface Health {
  readonly status: number;
  readonly body: { readonly ready?: boolean; readonly leads?: boolean; readonly checks?: readonly unknown[] };
  readonly retryAfter: string | null;
}

/** What a process answers at a path. */
export async function ask(
  address: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Health> {
  const response = await fetch(`http://${address}${path}`, { headers, signal: AbortSignal.timeout(10_000) });
  const body = (await response.json()) as Health['body'];
  return { status: response.status, body, retryAfter: response.headers.get('Retry-After') };
}
