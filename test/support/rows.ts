import { randomBytes } from 'node:crypto';
import { type ProjectRow, ProjectEntity } from '../../controller/store/entities/project.ts';
import { type RunRow, RunEntity } from '../../controller/store/entities/run.ts';
import { StreamEntity } from '../../controller/store/entities/stream.ts';
import { type TaskRow, TaskEntity } from '../../controller/store/entities/task.ts';
import { OrganizationEntity } from '../../controller/store/entities/organization.ts';
import { newId } from '../../controller/store/new-id.ts';
import { genesis } from '../../controller/store/operations/decisions/genesis.ts';
import { ensureLocalOrganization } from '../../controller/store/operations/setup/ensure-local-organization.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';

/** The scope of the local organization. */
export async function localScope(store: Store): Promise<Scope> {
  return await store.transaction((tx) => ensureLocalOrganization(tx, store.clock.now()));
}

/** The scope of an organization that is not the local one. */
export async function otherScope(store: Store): Promise<Scope> {
  const id = newId(store.clock.now());
  const row = { id, name: `other-${id}`, createdAt: new Date(store.clock.now()) };
  await store.transaction((tx) => tx.insert(OrganizationEntity, row));
  return { organizationId: id, actor: 'somebody' };
}

/** A project with its stream, without going through an intake; returns its id. */
export async function addProject(store: Store, scope: Scope, changes: Partial<ProjectRow> = {}): Promise<string> {
  const now = new Date(store.clock.now());
  const id = newId(store.clock.now());
  const row = {
    ...emptyProject,
    id,
    organizationId: scope.organizationId,
    name: `p-${randomBytes(4).toString('hex')}`,
  };
  const stream = {
    projectId: changes.id ?? id,
    organizationId: scope.organizationId,
    eventSeq: 0,
    decisionSeq: 0,
    chainHead: genesis,
  };
  await store.transaction(async (tx) => {
    await tx.insert(ProjectEntity, { ...row, phaseSince: now, createdAt: now, updatedAt: now, ...changes } as object);
    await tx.insert(StreamEntity, stream);
  });
  return changes.id ?? id;
}

/** A task of the project in Delegate; returns its id. */
export async function addTask(
  store: Store,
  scope: Scope,
  projectId: string,
  changes: Partial<TaskRow> = {},
): Promise<string> {
  const now = new Date(store.clock.now());
  const id = newId(store.clock.now());
  const row = {
    ...emptyTask,
    id,
    organizationId: scope.organizationId,
    projectId,
    name: `t-${randomBytes(4).toString('hex')}`,
  };
  await store.transaction((tx) =>
    tx.insert(TaskEntity, { ...row, phaseSince: now, createdAt: now, updatedAt: now, ...changes } as object),
  );
  return changes.id ?? id;
}

/** A running run at epoch 1; returns its id. */
export async function addRun(
  store: Store,
  scope: Scope,
  projectId: string,
  changes: Partial<RunRow> = {},
): Promise<string> {
  const now = new Date(store.clock.now());
  const id = newId(store.clock.now());
  const row = { ...emptyRun, id, organizationId: scope.organizationId, projectId, createdAt: now, startedAt: now };
  await store.transaction((tx) => tx.insert(RunEntity, { ...row, ...changes } as object));
  return changes.id ?? id;
}

const emptyProject = {
  spec: { request: 'Build something.' },
  specDigest: 'a'.repeat(64),
  source: 'api',
  revision: '1',
  version: 1,
  phase: 'Plan',
  suspended: false,
  cancelRequested: false,
  planned: false,
  planFailures: 0,
  acceptance: 'pending',
  acceptanceFailures: 0,
  taskTimeoutMs: 1_800_000,
  tokensReserved: 0,
  tokensSpent: 0,
  usdMicroReserved: 0,
  usdMicroSpent: 0,
};

const emptyTask = {
  ordinal: 0,
  title: 'Do something',
  skills: [],
  timeoutMs: 60_000,
  phase: 'Delegate',
  attempts: 0,
  excluded: [],
  handedOver: false,
  condensed: false,
  reviewRejections: 0,
  reviewPending: false,
};

const emptyRun = {
  purpose: 'work',
  agent: 'ben',
  model: 'rehearsal',
  attempt: 1,
  epoch: 1,
  recoveries: 0,
  losses: [],
  state: 'running',
  leaseOwner: 'test',
  context: { previousFailures: [], predecessors: [], notes: [], condensed: false, approvedCalls: [] },
  stepCount: 0,
  tokensReserved: 0,
  tokensSpent: 0,
  usdMicroReserved: 0,
  usdMicroSpent: 0,
};
