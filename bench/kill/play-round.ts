import { type Cluster } from '../../test/support/cluster/cluster.ts';
import { conduct, type Conducted } from '../../test/support/cluster/conduct.ts';
import { type Violation, violationsOf } from '../../test/support/cluster/invariants.ts';
import { type Strike } from '../../test/support/cluster/member.ts';
import { type FaultPlan, faultsFor } from './fault-plan.ts';

/** What became of one project while processes died at one point. */
export interface Round {
  readonly point: string;
  readonly nth: number;
  readonly kills: number;
  readonly violations: readonly Violation[];
  /** From each kill of a worker to the next start of a run that it had, in seconds. */
  readonly recoveries: readonly number[];
  readonly project: Conducted;
  readonly durationMs: number;
}

const longestMs = 180_000;

/** Arms what the plan says, has one project made, and looks at what is left. */
export async function playRound(cluster: Cluster, plan: FaultPlan, nth: number, name: string): Promise<Round> {
  const began = Date.now();
  await Promise.all(
    cluster.members.map(async (member) => {
      const faults = faultsFor(plan, member.kind, nth);
      if (faults !== undefined) await member.start(faults);
    }),
  );
  const project = await conduct(cluster, name, longestMs);
  const strikes = cluster.strikes().filter(({ at, action }) => at >= began && action === 'kill');
  const violations = await violationsOf(cluster, project);
  await disarm(cluster, plan);
  return {
    point: plan.point,
    nth,
    kills: strikes.length,
    violations,
    recoveries: await recoveriesOf(cluster, project, strikes),
    project,
    durationMs: Date.now() - began,
  };
}

// Who did not come to the point is still armed.
async function disarm(cluster: Cluster, plan: FaultPlan): Promise<void> {
  const struck = new Set(cluster.strikes().map(({ pid }) => pid));
  await Promise.all(
    cluster.members.map(async (member) => {
      const pid = member.pid();
      if (faultsFor(plan, member.kind, 1) !== undefined && pid !== undefined && !struck.has(pid)) await member.start();
    }),
  );
}

async function recoveriesOf(
  cluster: Cluster,
  { id }: Conducted,
  strikes: readonly Strike[],
): Promise<readonly number[]> {
  const ofWorkers = strikes.filter(({ member }) => member.startsWith('worker'));
  const found = await Promise.all(ofWorkers.map((strike) => recoveryOf(cluster, id, strike)));
  return found.flatMap((seconds) => (seconds === undefined ? [] : [seconds]));
}

// A run that the dead worker had: it was started before the kill and not ended, and started once more after it.
async function recoveryOf({ store }: Cluster, id: string, { at }: Strike): Promise<number | undefined> {
  const [row] = await store.transaction((tx) =>
    tx.query<{ seconds: number | null }[]>(
      `SELECT extract(epoch FROM min(later.at) - $2::timestamptz)::float8 AS seconds
       FROM events earlier JOIN events later ON later.project_id = earlier.project_id AND later.type = 'RunStarted'
         AND later.data ->> 'run' = earlier.data ->> 'run' AND later.at > $2::timestamptz AND earlier.at <= $2::timestamptz
       WHERE earlier.project_id = $1 AND earlier.type = 'RunStarted'`,
      [id, new Date(at)],
    ),
  );
  return row?.seconds ?? undefined;
}
