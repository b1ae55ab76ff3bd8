import type { Declared } from '../../catalog/catalog.ts';
import { digestOf } from '../../catalog/kinds/digest.ts';
import type { ProjectResource } from '../../catalog/kinds/kinds.ts';
import type { ProjectSpec } from '../../catalog/kinds/project.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { isEnd } from '../../policy/phases.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import { changeProject } from '../../store/operations/projects/change-project.ts';
import { createProject } from '../../store/operations/projects/create-project.ts';
import { limitsOf } from '../../store/operations/projects/limits-of.ts';
import { touchProject } from '../../store/operations/projects/touch-project.ts';
import { changeTimeout } from '../../store/operations/tasks/change-timeout.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import { requestCancel } from '../control/request-cancel.ts';
import { findAdopted, type Adopted } from './find-adopted.ts';

export interface AdoptOptions {
  /** Start anew although the same declaration was carried out before. */
  readonly again: boolean;
  readonly rehearsal: boolean;
  /** TASK_TIMEOUT_MINUTES, for specs that name no time-out. */
  readonly taskTimeoutMs: number;
}

export interface AdoptedProject {
  readonly id: string;
  readonly name: string;
  readonly created: boolean;
}

/**
 * Makes the project that a declaration wants, or finds it: applying the same digest again shows the existing one, or what
 * is left of it when its time is over.
 * A running project, with its open tasks, takes changed limits and budgets; its request and its tasks are fixed (SPEC_IMMUTABLE).
 */
export async function adoptProject(
  tx: Tx,
  scope: Scope,
  now: number,
  item: Declared<ProjectResource>,
  options: AdoptOptions,
): Promise<AdoptedProject> {
  const { name } = item.resource.metadata;
  const existing = await findAdopted(tx, scope, name);
  const row = existing?.row;
  if (existing === undefined || startsAnew(existing, item.resource.spec, options.again)) {
    if (row !== undefined && row.endedAt === null) await requestCancel(tx, scope, now, row);
    return { id: await create(tx, scope, now, item, options), name, created: true };
  }
  if (row !== undefined && !isSame(row, item.resource.spec)) await change(tx, scope, now, row, item, options);
  else if (row?.endedAt === null && row.revision !== item.revision) {
    // What is decided from now on is decided by this revision of its source, though nothing changed for the project itself.
    await changeProject(tx, scope, row.id, { revision: item.revision });
  }
  return { id: existing.id, name, created: false };
}

/** Whether a declaration makes a new project, rather than showing or changing the one there is. */
export function startsAnew(existing: Adopted | undefined, spec: ProjectSpec, again: boolean): boolean {
  return existing === undefined || again || (!isSame(existing, spec) && existing.endedAt !== null);
}

function isSame(existing: Pick<ProjectRow, 'specDigest'>, spec: ProjectSpec): boolean {
  return existing.specDigest === digestOf(spec);
}

async function create(
  tx: Tx,
  scope: Scope,
  now: number,
  { resource, source, revision }: Declared<ProjectResource>,
  { rehearsal, taskTimeoutMs }: AdoptOptions,
): Promise<string> {
  const { metadata, spec } = resource;
  return createProject(tx, scope, now, {
    name: metadata.name,
    spec,
    specDigest: digestOf(spec),
    source,
    revision,
    rehearsal,
    taskTimeoutMs,
  });
}

async function change(
  tx: Tx,
  scope: Scope,
  now: number,
  project: ProjectRow,
  item: Declared<ProjectResource>,
  { taskTimeoutMs }: AdoptOptions,
): Promise<void> {
  const { spec } = item.resource;
  const fixed = fixedFields.find((field) => digestOf(spec[field]) !== digestOf(project.spec[field]));
  if (fixed !== undefined && !isEnd(project.phase)) {
    const place = item.locate?.(['spec', fixed]);
    const message = `Project/${project.name} spec.${fixed}: expected it unchanged since the project has started, found it changed`;
    throw new MaiosError('SPEC_IMMUTABLE', message, place === undefined ? {} : { place });
  }
  const limits = limitsOf(spec, { createdAt: project.createdAt, taskTimeoutMs });
  await touchProject(tx, scope, project.id, now);
  await changeProject(tx, scope, project.id, {
    spec,
    specDigest: digestOf(spec),
    revision: item.revision,
    ...limits,
  });
  await changeTimeout(tx, scope, now, project.id, { from: project.taskTimeoutMs, to: limits.taskTimeoutMs });
}

const fixedFields = ['request', 'tasks', 'workspace'] as const satisfies readonly (keyof ProjectSpec)[];
