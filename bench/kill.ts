import { faultpoints } from '../controller/faults/faultpoints.ts';
import { toFigure, type Bench } from './figure.ts';
import { census } from './kill/census.ts';
import { leaseSeconds } from './kill/lane.ts';
import { planTurns, turnOf } from './kill/plan-turns.ts';
import { playMatrix, type Turn, withLanes } from './kill/play-matrix.ts';
import type { Round } from './kill/round.ts';
import { renderMatrix } from './kill/render-matrix.ts';
import { median } from './median.ts';

const bench = 'kill';
/** A server, a beat, workers and a restore are killed in them. */
const inShort: readonly string[] = [
  'relay.sent:1 run.acted:1',
  'lead.taken:1 run.answered:2',
  'backup.copied:1 job.claimed:1',
  'restore.placed:1 run.merged:1',
];

/**
 * Real processes killed at named points and at random while they make small projects; what is lost and doubled of it.
 * Needs DATABASE_URL, a PostgreSQL server, and redis-server on the PATH. MAIOS_KILL_SEEDS, `7` or `1-10`, has each point
 * struck once a seed; MAIOS_KILL_POINTS, for instance `commit.,run.acted`, only those that begin so; MAIOS_KILL_STORMS says
 * how many rounds a seed strikes at random; MAIOS_KILL_LANES how many installations there are at once; MAIOS_KILL_ROUND has
 * the one round again that a line of an earlier run told of.
 */
export const run: Bench = async (report, { short }) => {
  const databaseUrl = setting('DATABASE_URL');
  if (databaseUrl === undefined) {
    console.error('kill: left out, since DATABASE_URL is not set');
    return;
  }
  // The processes of the installations end with this one.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const round = setting('MAIOS_KILL_ROUND');
  const few = round === undefined ? (short ? inShort : undefined) : [round];
  const count = few === undefined ? Number(setting('MAIOS_KILL_LANES') ?? 2) : 1;
  const rounds = await withLanes(count, databaseUrl, async (lanes) => {
    const [first] = lanes;
    if (first === undefined) throw new Error('expected MAIOS_KILL_LANES of 1 or more');
    const turns: readonly Turn[] = few?.map(turnOf) ?? planTurns(wanted(), await census(first));
    return playMatrix(lanes, turns, tell);
  });
  console.error(`\n${renderMatrix(rounds, few === undefined ? Object.keys(faultpoints) : [])}\n`);
  tellFigures(rounds, report);
};

function wanted(): Parameters<typeof planTurns>[0] {
  const [from, to] = (setting('MAIOS_KILL_SEEDS') ?? '1').split('-').map(Number);
  const first = from ?? 1;
  return {
    seeds: Array.from({ length: Math.max(1, (to ?? first) - first + 1) }, (_, index) => first + index),
    points: (setting('MAIOS_KILL_POINTS') ?? '').split(','),
    storms: Number(setting('MAIOS_KILL_STORMS') ?? 3),
  };
}

function setting(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

function tellFigures(rounds: readonly Round[], report: Parameters<Bench>[0]): void {
  const harmed = (harm: string): number =>
    rounds.filter(({ violations }) => violations.some((violation) => violation.harm === harm)).length;
  const struck = rounds.flatMap((round) => round.struck);
  const points = Object.keys(faultpoints).filter((point) => struck.includes(point));
  const recoveries = rounds.flatMap((round) => round.recoveries.map(({ seconds }) => seconds));
  const of = (metric: string, value: number, more: object = {}): void =>
    report(toFigure({ bench, metric, value, unit: '', ...more }));
  of('points', points.length, { note: `of ${Object.keys(faultpoints).length} in the program` });
  of('kills', struck.length, { note: `in ${rounds.length} rounds` });
  of('lost', harmed('lost'), { goal: { atMost: 0 } });
  of('doubled', harmed('doubled'), { goal: { atMost: 0 } });
  of('broken', harmed('broken'), { goal: { atMost: 0 }, note: 'chains, budgets, slots, outbox' });
  if (recoveries.length === 0) return;
  const note = `lease ${leaseSeconds} s; ${median(recoveries).toFixed(2)} s in the middle of ${recoveries.length}`;
  of('recovery_s', Math.max(...recoveries), { unit: 's', goal: { atMost: leaseSeconds + 2 }, note });
}

function tell({ again, planned, struck, violations, recoveries, durationMs }: Round): void {
  const slowest = Math.max(0, ...recoveries.map(({ seconds }) => seconds));
  const recovered = slowest === 0 ? '' : `, recovered after ${slowest.toFixed(2)} s`;
  console.error(`${again}: ${struck.length} struck, ${(durationMs / 1000).toFixed(1)} s${recovered}`);
  const missed = planned.filter((point) => !struck.includes(point));
  if (missed.length > 0) console.error(`  not come to: ${missed.join(', ')}`);
  if (violations.length === 0) return;
  for (const { harm, what, found } of violations) console.error(`  ${harm}: expected ${what}, found ${found}`);
  console.error(`  again: MAIOS_KILL_ROUND='${again}' npm run bench -- kill`);
}
