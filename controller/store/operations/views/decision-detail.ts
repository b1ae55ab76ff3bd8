import { IsNull } from 'typeorm';
import { DecisionEntity, type DecisionRow } from '../../entities/decision.ts';
import { ProjectEntity } from '../../entities/project.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { type DecisionView, decisionViewOf } from './decision-view.ts';
import { findProject } from './find-project.ts';
import { isUuid } from './is-uuid.ts';

/** The decision of that id, or `PROJECT#SEQ` of the project's chain; undefined when there is none. */
export async function decisionDetail(tx: Tx, scope: Scope, reference: string): Promise<DecisionView | undefined> {
  const row = isUuid(reference) ? await byId(tx, scope, reference) : await bySeq(tx, scope, reference);
  if (row === null) return undefined;
  const { organizationId } = scope;
  const project = await tx.findOne(ProjectEntity, { where: { organizationId, id: row.projectId } });
  return project === null ? undefined : decisionViewOf(row, project.name);
}

async function byId(tx: Tx, { organizationId }: Scope, id: string): Promise<DecisionRow | null> {
  return tx.findOne(DecisionEntity, { where: { organizationId, id } });
}

async function bySeq(tx: Tx, scope: Scope, reference: string): Promise<DecisionRow | null> {
  const [name = '', seq = ''] = reference.split('#', 2);
  const project = /^\d{1,15}$/.test(seq) ? await findProject(tx, scope, name) : undefined;
  if (project === undefined) return null;
  const { organizationId } = scope;
  return tx.findOne(DecisionEntity, {
    where: { organizationId, projectId: project.id, runId: IsNull(), seq: Number(seq) },
  });
}
