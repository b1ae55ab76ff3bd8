import type { Conducted } from '../../test/support/cluster/conduct.ts';
import type { Cluster } from '../../test/support/cluster/cluster.ts';
import type { Violation } from '../../test/support/cluster/invariants.ts';
import type { Strike } from '../../test/support/cluster/strike.ts';

/** What was done to one installation, and what became of its work. */
export interface Round {
  /** What MAIOS_KILL_ROUND has to say to have it again. */
  readonly again: string;
  /** What was to strike: names of points, or of blows. */
  readonly planned: readonly string[];
  /** Of those what struck, once for each process that it ended or froze. */
  readonly struck: readonly string[];
  readonly violations: readonly Violation[];
  readonly recoveries: readonly Recovery[];
  readonly durationMs: number;
}

/** From the kill of a worker to the next start of a run that was found lost with it; of those alone during which somebody led. */
export interface Recovery {
  readonly point: string;
  readonly seconds: number;
}

/** So long before and after the death of a server a lost run may wait for the next leader. */
const takeoverMs = 6000;

export async function recoveriesOf(
  cluster: Cluster,
  { id }: Conducted,
  strikes: readonly Strike[],
): Promise<readonly Recovery[]> {
  const isWorkers = ({ member }: Strike): boolean => member.startsWith('worker');
  const others = strikes.filter((strike) => !isWorkers(strike));
  const ofWorkers = strikes
    .filter(isWorkers)
    .filter(({ at }) => others.every((other) => Math.abs(other.at - at) > takeoverMs));
  const found = await Promise.all(
    ofWorkers.map(async (strike) => ({ point: strike.point, seconds: await recoveryOf(cluster, id, strike) })),
  );
  return found.flatMap(({ point, seconds }) => (seconds === undefined ? [] : [{ point, seconds }]));
}

// A run that the dead worker had: it was found lost with that worker.
async function recoveryOf({ store }: Cluster, id: string, { at, pid }: Strike): Promise<number | undefined> {
  const [row] = await store.transaction((tx) =>
    tx.query<{ seconds: number | null }[]>(
      `SELECT extract(epoch FROM min(later.at) - $2::timestamptz)::float8 AS seconds
       FROM runs JOIN events later ON later.project_id = runs.project_id AND later.type = 'RunStarted'
         AND later.data ->> 'run' = runs.id::text AND later.at > $2::timestamptz
       WHERE runs.project_id = $1 AND EXISTS (
         SELECT FROM jsonb_array_elements(runs.losses) loss
         WHERE split_part(loss ->> 'worker', ':', 2) = $3 AND (loss ->> 'at')::timestamptz > $2::timestamptz
       )`,
      [id, new Date(at), String(pid)],
    ),
  );
  return row?.seconds ?? undefined;
}
