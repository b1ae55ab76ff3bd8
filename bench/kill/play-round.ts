import { conduct } from '../../test/support/cluster/conduct.ts';
import { type Violation, violationsOf } from '../../test/support/cluster/invariants.ts';
import type { Member } from '../../test/support/cluster/member.ts';
import { backUpAndRestore } from '../../test/support/cluster/meanwhile/back-up.ts';
import { expire } from '../../test/support/cluster/meanwhile/expire.ts';
import { pauseAndResume } from '../../test/support/cluster/meanwhile/pause.ts';
import { bePoisoned } from '../../test/support/cluster/meanwhile/poison.ts';
import type { Strike as Struck } from '../../test/support/cluster/strike.ts';
import type { Strike } from './draw-rounds.ts';
import type { Meanwhile, Role } from './fault-plan.ts';
import type { Lane } from './lane.ts';
import { recoveriesOf, type Round } from './round.ts';

const longestMs = 330_000;

/** Arms what a round says, has one project made and what goes with it done, and looks at what is left. */
export async function playRound(lane: Lane, strikes: readonly Strike[]): Promise<Round> {
  const { cluster } = lane;
  const began = Date.now();
  await armAll(lane, strikes);
  const beside = await Promise.all([
    conduct(cluster, lane.name(), longestMs),
    ...meanwhilesOf(strikes).map((meanwhile) => companies[meanwhile](lane, strikes)),
  ]);
  const [project, ...companions] = beside;
  const violations = [...(await violationsOf(cluster, project)), ...companions.flatMap((each) => each.violations)];
  for (const member of cluster.members) member.arm();
  if (project.ended) lane.ended.push(project.id);
  const told = cluster.strikes().filter(({ at, action }) => at >= began && action === 'kill');
  const kills = [...told, ...companions.flatMap((each) => each.strikes ?? [])];
  return {
    again: strikes.map(({ plan, nth }) => `${plan.point}:${nth}`).join(' '),
    planned: strikes.map(({ plan }) => plan.point),
    struck: kills.map(({ point }) => point),
    violations,
    recoveries: await recoveriesOf(cluster, project, kills),
    durationMs: Date.now() - began,
  };
}

// Whoever is to be led anew begins anew; everybody else is armed at work.
async function armAll({ cluster }: Lane, strikes: readonly Strike[]): Promise<void> {
  const isLedAnew = meanwhilesOf(strikes).includes('new-leader');
  await Promise.all(
    cluster.members.map(async (member) => {
      const faults = faultsOf(strikes, roleOf(member));
      if (isLedAnew && roleOf(member) === 'servers') await member.start(faults);
      else member.arm(faults);
    }),
  );
}

function roleOf({ kind }: Member): Role {
  return kind === 'worker' ? 'workers' : 'servers';
}

/** What the processes of a role are armed with; undefined when they are left alone. */
function faultsOf(strikes: readonly Strike[], role: Role): string | undefined {
  const faults = strikes
    .filter(({ plan }) => plan.role === role)
    .flatMap(({ plan, nth }) => [...(plan.beside === undefined ? [] : [plan.beside]), `${plan.point}:kill:${nth}`]);
  return faults.length === 0 ? undefined : faults.join(',');
}

function meanwhilesOf(strikes: readonly Strike[]): readonly Meanwhile[] {
  return [...new Set(strikes.flatMap(({ plan }) => plan.meanwhile ?? []))];
}

interface Company {
  readonly violations: readonly Violation[];
  /** Of processes that are none of the cluster's. */
  readonly strikes?: readonly Struck[];
}

const companies: Readonly<Record<Meanwhile, (lane: Lane, strikes: readonly Strike[]) => Promise<Company>>> = {
  poison: async ({ cluster, name }) => ({ violations: await bePoisoned(cluster, `poison-${name()}`) }),
  pause: async ({ cluster }) => ({ violations: await pauseAndResume(cluster) }),
  async expire(lane) {
    const id = lane.ended.shift() ?? (await conduct(lane.cluster, lane.name(), longestMs)).id;
    return { violations: await expire(lane.cluster, id) };
  },
  'back-up': ({ cluster, databaseUrl }, strikes) =>
    backUpAndRestore(cluster, databaseUrl, faultsOf(strikes, 'restore')),
  'new-leader': () => Promise.resolve({ violations: [] }),
};
