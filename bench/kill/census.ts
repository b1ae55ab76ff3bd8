import { faultpoints } from '../../controller/faults/faultpoints.ts';
import { type Cluster } from '../../test/support/cluster/cluster.ts';
import { conduct } from '../../test/support/cluster/conduct.ts';

/** How often one project brings all processes to each point, when nothing happens there. */
export async function census(cluster: Cluster): Promise<ReadonlyMap<string, number>> {
  const tell = Object.keys(faultpoints)
    .map((point) => `${point}:tell:0`)
    .join(',');
  const began = Date.now();
  await Promise.all(cluster.members.map((member) => member.start(tell)));
  await conduct(cluster, 'census', 120_000);
  const told = cluster.strikes().filter(({ at }) => at >= began);
  await Promise.all(cluster.members.map((member) => member.start()));
  return new Map([...Map.groupBy(told, ({ point }) => point)].map(([point, strikes]) => [point, strikes.length]));
}
