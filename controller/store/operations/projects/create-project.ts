import type { ProjectSpec } from '../../../catalog/kinds/project.ts';
import { ProjectEntity, type ProjectRow } from '../../entities/project.ts';
import { StreamEntity } from '../../entities/stream.ts';
import { newId } from '../../new-id.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit } from '../../tx-context.ts';
import { appendEvents } from '../events/append-events.ts';
import { limitsOf } from './limits-of.ts';
import { genesis } from '../decisions/genesis.ts';

export interface NewProject {
  readonly name: string;
  readonly spec: ProjectSpec;
  readonly specDigest: string;
  readonly source: string;
  readonly revision: string;
  /** For tasks where neither they nor the spec name a time-out. */
  readonly taskTimeoutMs: number;
  /** Answers come from a script. */
  readonly rehearsal: boolean;
}

/** Makes a project in phase Plan, with its event stream and the beginning of its hash chain. Returns its id. */
export async function createProject(tx: Tx, scope: Scope, now: number, project: NewProject): Promise<string> {
  const row = newProjectRow(scope, now, project);
  await tx.insert(ProjectEntity, row);
  await tx.insert(StreamEntity, {
    projectId: row.id,
    organizationId: scope.organizationId,
    eventSeq: 0,
    decisionSeq: 0,
    chainHead: genesis,
  });
  const created = { name: row.name, request: row.spec.request, rehearsal: project.rehearsal };
  await appendEvents(tx, scope, row.id, [{ type: 'ProjectCreated', data: created }]);
  tellAfterCommit(tx, 'changed', row.id);
  return row.id;
}

/** The row of a project that begins. */
export function newProjectRow(
  scope: Scope,
  now: number,
  { name, spec, specDigest, source, revision, taskTimeoutMs }: NewProject,
): ProjectRow {
  const at = new Date(now);
  return {
    id: newId(now),
    organizationId: scope.organizationId,
    name,
    spec,
    specDigest,
    source,
    revision,
    version: 1,
    phase: 'Plan',
    phaseSince: at,
    suspended: false,
    cancelRequested: false,
    planned: false,
    planFailures: 0,
    acceptance: 'pending',
    acceptanceFailures: 0,
    lastFailure: null,
    conditions: [],
    timers: {},
    summary: null,
    tokensReserved: 0,
    tokensSpent: 0,
    usdMicroReserved: 0,
    usdMicroSpent: 0,
    ...limitsOf(spec, { createdAt: at, taskTimeoutMs }),
    createdAt: at,
    updatedAt: at,
    endedAt: null,
  };
}
