import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, makeCluster } from '../../test/support/cluster/cluster.ts';
import { apply } from '../../test/support/cluster/conduct.ts';
import { usualMembers } from '../../test/support/cluster/use-cluster.ts';
import { launchRedis, type OwnRedis } from '../../test/support/own-redis.ts';

/** An installation that is kept from round to round. */
export interface Lane extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly redis: OwnRedis;
  readonly databaseUrl: string;
  /** Projects that ended and were looked at: their time may be over. */
  readonly ended: string[];
  /** A name that no project of this lane has. */
  name(): string;
}

export const leaseSeconds = 2;

/** Starts one on a database and a Redis of its own, with those who work there declared. */
export async function openLane(databaseUrl: string): Promise<Lane> {
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'maios-kill-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const redis = parts.adopt(await launchRedis(folder, { durable: false }), (it) => it.kill());
  const envOf = (): Readonly<Record<string, string>> => ({ MAIOS_UPKEEP_SECONDS: '2' });
  const options = { databaseUrl, redisUrl: redis.url, members: usualMembers, leaseSeconds, envOf };
  const cluster = parts.use(await makeCluster(options));
  for (const member of cluster.members) await member.start();
  await apply(cluster, join(cluster.folder, 'specs', 'crew'));
  const house = join(cluster.folder, 'specs', 'house');
  await mkdir(house, { recursive: true });
  await writeFile(join(house, 'organization.yaml'), organization);
  await apply(cluster, house);
  const running = parts.move();
  let names = 0;
  return {
    cluster,
    redis,
    databaseUrl,
    ended: [],
    name: () => `relay-${(names += 1)}`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const organization = `apiVersion: maios.dev/v1alpha1
kind: Organization
metadata: { name: local }
spec:
  retention: { days: 90 }
`;
