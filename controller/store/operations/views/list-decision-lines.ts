import { IsNull } from 'typeorm';
import { DecisionEntity } from '../../entities/decision.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { decisionLineColumns, decisionLineOf, type DecisionLineView } from './decision-view.ts';
import { findSubject } from './find-subject.ts';

/** The newest decisions of a project's chain, newest first; of one task when `PROJECT/TASK` is asked for. */
export async function listDecisionLines(
  tx: Tx,
  scope: Scope,
  reference: string,
  limit: number,
): Promise<readonly DecisionLineView[] | undefined> {
  const subject = await findSubject(tx, scope, reference);
  if (subject === undefined) return undefined;
  const { project, task } = subject;
  const within = { organizationId: scope.organizationId, projectId: project.id, runId: IsNull() };
  const rows = await tx.find(DecisionEntity, {
    select: decisionLineColumns,
    where: task === undefined ? within : { ...within, taskId: task.id },
    order: { seq: 'DESC' },
    take: limit,
  });
  return rows.map((row) => decisionLineOf(row, project.name));
}
