import { type Cluster } from '../../test/support/cluster/cluster.ts';
import { apply } from '../../test/support/cluster/conduct.ts';
import { leftFolders } from '../../test/support/cluster/leftovers.ts';
import { census } from './census.ts';
import { type FaultPlan } from './fault-plan.ts';
import { playRound, type Round } from './play-round.ts';

/** Plays each plan once a seed on one cluster; the seed says at which of the times that a point is come to it strikes. */
export async function playMatrix(
  cluster: Cluster,
  plans: readonly FaultPlan[],
  seeds: readonly number[],
  tell: (round: Round) => void,
): Promise<readonly Round[]> {
  for (const member of cluster.members) await member.start();
  await apply(cluster, `${cluster.folder}/specs/crew`);
  const times = await census(cluster);
  const rounds: Round[] = [];
  for (const seed of seeds) {
    for (const [index, plan] of plans.entries()) {
      const armed = cluster.members.filter(({ kind }) => plan.armed.includes(kind)).length;
      const most = plan.beside === undefined ? Math.floor((times.get(plan.point) ?? 1) / Math.max(1, armed)) : 1;
      const nth = 1 + ((seed * 7 + index * 3) % Math.max(1, most));
      const round = await playRound(cluster, plan, nth, `relay-${seed}-${index}`);
      tell(round);
      rounds.push(round);
    }
  }
  const left = await leftFolders(cluster);
  if (left.length === 0) return rounds;
  const violation = { harm: 'broken', what: 'no folder of a run is left after upkeep', found: left.join(' ') } as const;
  return rounds.map((round, index) =>
    index === rounds.length - 1 ? { ...round, violations: [...round.violations, violation] } : round,
  );
}
