import { IsNull, MoreThan } from 'typeorm';
import { DecisionEntity, type DecisionRow } from '../../entities/decision.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

export interface DecisionRange {
  readonly projectId: string;
  /** The run's own chain of permission decisions, in place of the project's. */
  readonly runId?: string;
  /** Decisions after this seq; 0 for the first. */
  readonly since: number;
  readonly limit: number;
}

/** Decisions of a chain in their order. */
export async function listDecisions(
  tx: Tx,
  { organizationId }: Scope,
  range: DecisionRange,
): Promise<readonly DecisionRow[]> {
  const { projectId, runId, since, limit } = range;
  return await tx.find(DecisionEntity, {
    where: { organizationId, projectId, runId: runId ?? IsNull(), seq: MoreThan(since) },
    order: { seq: 'ASC' },
    take: limit,
  });
}
