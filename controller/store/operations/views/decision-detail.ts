import { Between, IsNull } from 'typeorm';
import { MaiosError } from '../../../errors/maios-error.ts';
import { DecisionEntity, type DecisionRow } from '../../entities/decision.ts';
import { ProjectEntity } from '../../entities/project.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { type DecisionView, decisionViewOf } from './decision-view.ts';
import { findProject } from './find-project.ts';
import { isUuid } from './is-uuid.ts';

/**
 * The decision of that id, or of an id that begins so, or `PROJECT#SEQ` of the project's chain; undefined when there is
 * none. Fails with USAGE when several ids begin so.
 */
export async function decisionDetail(tx: Tx, scope: Scope, reference: string): Promise<DecisionView | undefined> {
  const row = await rowOf(tx, scope, reference);
  if (row === null) return undefined;
  const { organizationId } = scope;
  const project = await tx.findOne(ProjectEntity, { where: { organizationId, id: row.projectId } });
  return project === null ? undefined : decisionViewOf(row, project.name);
}

async function rowOf(tx: Tx, scope: Scope, reference: string): Promise<DecisionRow | null> {
  if (isUuid(reference)) return byId(tx, scope, reference);
  return idStart.test(reference) ? byIdStart(tx, scope, reference) : bySeq(tx, scope, reference);
}

async function byId(tx: Tx, { organizationId }: Scope, id: string): Promise<DecisionRow | null> {
  return tx.findOne(DecisionEntity, { where: { organizationId, id } });
}

// The first eight digits of an id tell little more than the minute.
const idStart = /^[0-9a-f]{8}-[0-9a-f-]{0,27}$/i;
const leastId = '00000000-0000-7000-8000-000000000000';
const mostId = 'ffffffff-ffff-7fff-bfff-ffffffffffff';
const shownIds = 3;

async function byIdStart(tx: Tx, { organizationId }: Scope, start: string): Promise<DecisionRow | null> {
  const [least, most] = [leastId, mostId].map((id) => start + id.slice(start.length));
  if (least === undefined || most === undefined || !isUuid(least)) return null;
  const rows = await tx.find(DecisionEntity, {
    where: { organizationId, id: Between(least, most) },
    order: { id: 'ASC' },
    take: shownIds + 1,
  });
  if (rows.length <= 1) return rows[0] ?? null;
  const ids = rows.slice(0, shownIds).map(({ id }) => id);
  const more = rows.length > shownIds ? ', …' : '';
  throw new MaiosError(
    'USAGE',
    `expected one decision, found several whose ids begin with "${start}": ${ids.join(', ')}${more}`,
  );
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
