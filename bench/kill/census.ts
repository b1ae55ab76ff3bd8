import { faultpoints } from '../../controller/faults/faultpoints.ts';
import { conduct } from '../../test/support/cluster/conduct.ts';
import { backUpAndRestore } from '../../test/support/cluster/meanwhile/back-up.ts';
import { expire } from '../../test/support/cluster/meanwhile/expire.ts';
import { pauseAndResume } from '../../test/support/cluster/meanwhile/pause.ts';
import { bePoisoned } from '../../test/support/cluster/meanwhile/poison.ts';
import type { Lane } from './lane.ts';

const longestMs = 330_000;
const tellAll = Object.keys(faultpoints)
  .map((point) => `${point}:tell:0`)
  .join(',');

/** How often one project brings all processes of an installation to each point, when nothing happens there. */
export async function census({ cluster, name, ended }: Lane): Promise<ReadonlyMap<string, number>> {
  const began = Date.now();
  for (const member of cluster.members) member.arm(tellAll);
  const { id } = await conduct(cluster, name(), longestMs);
  const told = cluster.strikes().filter(({ at }) => at >= began);
  for (const member of cluster.members) member.arm();
  ended.push(id);
  return new Map([...Map.groupBy(told, ({ point }) => point)].map(([point, strikes]) => [point, strikes.length]));
}

/** The points that something comes to in a round with everything that goes on beside a project; nothing is killed there. */
export async function reached({ cluster, name, ended, databaseUrl }: Lane): Promise<ReadonlySet<string>> {
  const leaders = cluster.members.filter(({ kind }) => kind !== 'worker');
  // A message is left to the relay.
  await Promise.all(leaders.map((member) => member.start(`commit.committed:throw:2,${tellAll}`)));
  for (const member of cluster.members.filter(({ kind }) => kind === 'worker')) member.arm(tellAll);
  const { id } = await conduct(cluster, name(), longestMs);
  await pauseBeside(cluster, name());
  const [, backedUp] = await Promise.all([
    expire(cluster, id),
    backUpAndRestore(cluster, databaseUrl, tellAll),
    bePoisoned(cluster, `poison-${name()}`),
  ]);
  ended.push(id);
  for (const member of cluster.members) member.arm();
  return new Set([...cluster.strikes(), ...backedUp.strikes].map(({ point }) => point));
}

async function pauseBeside(cluster: Lane['cluster'], name: string): Promise<void> {
  await Promise.all([conduct(cluster, name, longestMs), pauseAndResume(cluster)]);
}
