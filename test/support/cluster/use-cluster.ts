import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { launchRedis, type OwnRedis } from '../own-redis.ts';
import { findServices, skip } from '../services.ts';
import { type Cluster, type ClusterOptions, makeCluster } from './cluster.ts';
import { apply, conduct, type Conducted } from './conduct.ts';
import { violationsOf } from './invariants.ts';
import { leftFolders } from './leftovers.ts';
import type { MemberKind } from './member.ts';

/** Two that may lead, and two that work: any one of them may die. */
export const usualMembers: readonly MemberKind[] = ['server', 'beat', 'worker', 'worker'];

export interface UsedCluster {
  readonly cluster: Cluster;
  readonly redis: OwnRedis;
}

/** A running installation with a Redis of its own, ended with the test; undefined (skipped or failed) where a service is missing. */
export async function useCluster(
  t: ExecutionContext,
  options: Partial<ClusterOptions> = {},
): Promise<UsedCluster | undefined> {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return undefined;
  if (spawnSync('redis-server', ['--version']).error !== undefined) return skip(t, 'redis-server is not in the PATH');
  const folder = await mkdtemp(join(tmpdir(), 'maios-redis-'));
  const redis = await launchRedis(folder, { durable: false });
  t.teardown(async () => {
    await redis.kill();
    await rm(folder, { recursive: true, force: true });
  });
  const found = { databaseUrl: services.DATABASE_URL, redisUrl: redis.url, members: usualMembers, leaseSeconds: 2 };
  const cluster = await makeCluster({ ...found, ...options });
  t.teardown(() => cluster[Symbol.asyncDispose]());
  for (const member of cluster.members) await member.start();
  await apply(cluster, join(cluster.folder, 'specs', 'crew'));
  return { cluster, redis };
}

/** Has some projects made while something happens to them, and holds all of them to the invariants. */
export async function survives(
  t: ExecutionContext,
  cluster: Cluster,
  meanwhile: () => Promise<void>,
  projects = 3,
): Promise<readonly Conducted[]> {
  const names = Array.from({ length: projects }, (_, index) => `relay-${index}`);
  const [conducted] = await Promise.all([
    Promise.all(names.map((name) => conduct(cluster, name, longestMs))),
    meanwhile(),
  ]);
  for (const project of conducted) {
    const violations = await violationsOf(cluster, project);
    t.deepEqual(violations, [], `${project.name}\n${lastWords(cluster)}`);
  }
  t.deepEqual(await leftFolders(cluster), [], 'no folder of a run is left after upkeep');
  return conducted;
}

/** Less than a test has. On a machine that others load some ten times over, a project that takes seconds takes minutes. */
const longestMs = 330_000;

function lastWords({ members }: Cluster): string {
  return members.map(({ name, lines }) => `--- ${name}\n${lines.slice(-12).join('\n')}`).join('\n');
}
