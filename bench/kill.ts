import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultpoints } from '../controller/faults/faultpoints.ts';
import { makeCluster } from '../test/support/cluster/cluster.ts';
import { type MemberKind } from '../test/support/cluster/member.ts';
import { launchRedis } from '../test/support/own-redis.ts';
import { toFigure, type Bench } from './figure.ts';
import { faultPlans } from './kill/fault-plan.ts';
import { playMatrix } from './kill/play-matrix.ts';
import { type Round } from './kill/play-round.ts';
import { renderMatrix } from './kill/render-matrix.ts';
import { median } from './median.ts';

const bench = 'kill';
const leaseSeconds = 2;
const members: readonly MemberKind[] = ['server', 'beat', 'worker', 'worker'];
const inShort: readonly string[] = ['commit.committed', 'job.claimed', 'run.answered', 'run.acted', 'run.merged'];

/**
 * Real processes killed at named points while they make a small project; what is lost and doubled of it.
 * Needs DATABASE_URL, a PostgreSQL server, and redis-server on the PATH. MAIOS_KILL_SEEDS, for instance `1,2,3`, has each
 * point struck once a seed; MAIOS_KILL_POINTS, for instance `commit.,run.acted`, only those that begin so.
 */
export const run: Bench = async (report, { short }) => {
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl === undefined || databaseUrl === '') {
    console.error('kill: left out, since DATABASE_URL is not set');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'maios-kill-'));
  const redis = await launchRedis(folder, { durable: false });
  try {
    await using cluster = await makeCluster({ databaseUrl, redisUrl: redis.url, members, leaseSeconds });
    const only = short ? inShort : (process.env['MAIOS_KILL_POINTS'] ?? '').split(',');
    const plans = faultPlans.filter(({ point }) => only.some((begin) => point.startsWith(begin)));
    const seeds = short ? [1] : (process.env['MAIOS_KILL_SEEDS'] ?? '1').split(',').map(Number);
    const rounds = await playMatrix(cluster, plans, seeds, tell);
    console.error(`\n${renderMatrix(rounds)}\n`);
    tellFigures(rounds, report);
  } finally {
    await redis.kill();
    await rm(folder, { recursive: true, force: true });
  }
};

function tellFigures(rounds: readonly Round[], report: Parameters<Bench>[0]): void {
  const harmed = (harm: string): number =>
    rounds.filter(({ violations }) => violations.some((violation) => violation.harm === harm)).length;
  const struck = new Set(rounds.filter(({ kills }) => kills > 0).map(({ point }) => point)).size;
  const kills = rounds.reduce((sum, round) => sum + round.kills, 0);
  const recoveries = rounds.flatMap((round) => round.recoveries);
  const of = (metric: string, value: number, more: object = {}): void =>
    report(toFigure({ bench, metric, value, unit: '', ...more }));
  of('points', struck, { note: `of ${Object.keys(faultpoints).length} in the program` });
  of('kills', kills);
  of('lost', harmed('lost'), { goal: { atMost: 0 } });
  of('doubled', harmed('doubled'), { goal: { atMost: 0 } });
  of('broken', harmed('broken'), { goal: { atMost: 0 }, note: 'chains, budgets, slots, outbox' });
  if (recoveries.length === 0) return;
  const note = `lease ${leaseSeconds} s; ${median(recoveries).toFixed(2)} s in the middle of ${recoveries.length}`;
  of('recovery_s', Math.max(...recoveries), { unit: 's', goal: { atMost: leaseSeconds + 2 }, note });
}

function tell({ point, nth, kills, violations, recoveries, durationMs }: Round): void {
  const recovered = recoveries.length === 0 ? '' : `, recovered after ${Math.max(...recoveries).toFixed(2)} s`;
  console.error(`${point} (time ${nth}): ${kills} killed, ${(durationMs / 1000).toFixed(1)} s${recovered}`);
  for (const { harm, what, found } of violations) console.error(`  ${harm}: expected ${what}, found ${found}`);
}
