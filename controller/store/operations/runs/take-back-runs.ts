import type { WorkerLoss } from '../../run-contract.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { buryRun } from './bury-run.ts';
import { queueAgain, type RequeuedRun } from './queue-again.ts';

/** Workers that one run may lose. After that many it is a dead letter: one that ends its workers would end them all. */
export const maxRecoveries = 3;

export interface TakeBackOptions {
  /** Those whose lease is over at this time; undefined: all, for whoever knows that no worker is left. */
  readonly expiredAt?: number | undefined;
  /** How many at a time, which bounds the transaction. */
  readonly limit?: number | undefined;
}

export interface TakenBack {
  /** Queued again; the caller sees to it that workers are told. */
  readonly again: readonly RequeuedRun[];
  /** Ended as dead letters. */
  readonly dead: readonly string[];
}

/**
 * Takes running runs from workers that are lost. Each counts, and is written down with the worker and the time; a run that
 * has lost too many ends as `worker-lost`.
 */
export async function takeBackRuns(
  tx: Tx,
  scope: Scope,
  now: number,
  options: TakeBackOptions = {},
): Promise<TakenBack> {
  const lost = await countLosses(tx, scope, now, options);
  const dead: string[] = [];
  for (const run of lost.filter(({ recoveries }) => recoveries >= maxRecoveries)) {
    if (await buryRun(tx, scope, now, deadLetter(run))) dead.push(run.runId);
  }
  const alive = lost.filter(({ recoveries }) => recoveries < maxRecoveries);
  const again = await queueAgain(
    tx,
    scope,
    alive.map(({ runId }) => runId),
  );
  return { again, dead };
}

interface CountedRun {
  readonly runId: string;
  readonly epoch: number;
  readonly recoveries: number;
  readonly losses: readonly WorkerLoss[];
}

async function countLosses(
  tx: Tx,
  { organizationId }: Scope,
  now: number,
  { expiredAt, limit }: TakeBackOptions,
): Promise<readonly CountedRun[]> {
  const { rows } = await sql<CountedRun>(tx, statement, [
    organizationId,
    expiredAt === undefined ? null : new Date(expiredAt),
    limit ?? null,
    new Date(now).toISOString(),
  ]);
  return rows;
}

const statement = `
  WITH lost AS (
    SELECT id FROM runs
    WHERE organization_id = $1 AND state = 'running' AND ($2::timestamptz IS NULL OR lease_expires_at <= $2)
    ORDER BY lease_expires_at, id LIMIT $3::integer FOR UPDATE SKIP LOCKED
  )
  UPDATE runs SET recoveries = recoveries + 1,
    losses = losses || jsonb_build_object('worker', coalesce(lease_owner, 'unknown'), 'epoch', epoch, 'at', $4::text)
  FROM lost WHERE runs.id = lost.id
  RETURNING runs.id AS "runId", runs.epoch, runs.recoveries, runs.losses`;

function deadLetter({ runId, epoch, losses }: CountedRun): Parameters<typeof buryRun>[3] {
  return {
    runId,
    epoch,
    message: `expected a worker that lives to the end of the run, found that ${losses.length} were lost with it`,
    detail: losses
      .map(({ worker, epoch: at, at: when }) => `epoch ${at}: worker ${worker}, found lost at ${when}`)
      .join('\n'),
  };
}
