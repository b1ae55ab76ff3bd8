import { IsNull } from 'typeorm';
import type { Stage } from '../../../catalog/kinds/rule-set.ts';
import { DecisionEntity } from '../../entities/decision.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { type DecisionView, decisionViewOf } from './decision-view.ts';
import type { FoundSubject } from './find-subject.ts';

/** The newest decision of a stage about a project itself, or about one task of it; undefined before the first. */
export async function lastDecision(
  tx: Tx,
  { organizationId }: Scope,
  { project, task }: FoundSubject,
  stage: Stage,
): Promise<DecisionView | undefined> {
  const row = await tx.findOne(DecisionEntity, {
    where: { organizationId, projectId: project.id, taskId: task?.id ?? IsNull(), stage, runId: IsNull() },
    order: { seq: 'DESC' },
  });
  return row === null ? undefined : decisionViewOf(row, project.name);
}
