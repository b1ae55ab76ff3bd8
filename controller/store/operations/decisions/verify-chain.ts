import { IsNull } from 'typeorm';
import { canonicalJson } from '../../../catalog/kinds/digest.ts';
import { DecisionEntity, type DecisionRow } from '../../entities/decision.ts';
import { StreamEntity } from '../../entities/stream.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { chainHash, digestsOf } from './chain-hash.ts';
import { genesis } from './genesis.ts';

/** The first decision that is not what was written: `seq` in the project's chain, or in that run's. */
export interface ChainBreak {
  readonly seq: number;
  readonly runId?: string;
}

/** Recomputes the chain of a project and those of the runs that it joined; undefined when all of it holds. */
export async function verifyChain(tx: Tx, scope: Scope, projectId: string): Promise<ChainBreak | undefined> {
  const { organizationId } = scope;
  const stream = await tx.findOneBy(StreamEntity, { projectId, organizationId });
  const where = { projectId, organizationId, runId: IsNull() };
  const rows = await tx.find(DecisionEntity, { where, order: { seq: 'ASC' } });
  for (const row of rows) {
    const broken = row.joins === null ? undefined : await verifyRun(tx, scope, row.joins.runId, row.joins.head);
    if (broken !== undefined) return broken;
  }
  const seq = firstBreak(rows, stream?.chainHead ?? genesis);
  return seq === undefined ? undefined : { seq };
}

async function verifyRun(
  tx: Tx,
  { organizationId }: Scope,
  runId: string,
  head: string,
): Promise<ChainBreak | undefined> {
  const rows = await tx.find(DecisionEntity, { where: { runId, organizationId }, order: { seq: 'ASC' } });
  const seq = firstBreak(rows, head);
  return seq === undefined ? undefined : { seq, runId };
}

/** The seq of the first row that does not follow from the one before it, up to the head that the chain must end with. */
function firstBreak(rows: readonly DecisionRow[], head: string): number | undefined {
  let previousHash = genesis;
  for (const [index, row] of rows.entries()) {
    const isSound = row.seq === index + 1 && row.previousHash === previousHash && isAsWritten(row);
    if (!isSound) return index + 1;
    previousHash = row.hash;
  }
  return previousHash === head ? undefined : rows.length + 1;
}

function isAsWritten(row: DecisionRow): boolean {
  return chainHash(row) === row.hash && canonicalJson(digestsOf(row)) === canonicalJson(row.digests);
}
