import type { Assembly } from '../../catalog/assemble.ts';
import type { Declared } from '../../catalog/catalog.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { Condition } from '../../store/condition.ts';
import { upsertAgent } from '../../store/operations/agents/upsert-agent.ts';
import { lockCatalogGeneration, raiseCatalogGeneration } from '../../store/operations/resources/catalog-generation.ts';
import { saveResources, type SavedResource } from '../../store/operations/resources/save-resources.ts';
import { setConditions } from '../../store/operations/resources/set-conditions.ts';
import { findProject } from '../../store/operations/views/find-project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import { requestCancel } from '../control/request-cancel.ts';
import type { DeclareDependencies } from './declare-dependencies.ts';
import { readyCondition } from './ready-condition.ts';

/** A part of an assembly that is to be stored. */
export interface Saving {
  readonly source: string;
  /** What of the source is in the assembly. */
  readonly mine: readonly Declared[];
  /** What else is stored of the source stays. */
  readonly keepsOthers: boolean;
  readonly assembly: Assembly;
  /** The generation that the assembly was made from. */
  readonly generation: number;
}

export interface Saved {
  readonly saved: readonly SavedResource[];
  /** Those whose names another source owns (SPEC_OWNED); nothing was written of them. */
  readonly refused: ReadonlyMap<string, MaiosError>;
  readonly generation: number;
  /** Whether anything changed that other projects may go by: all but a project itself. */
  readonly concernsAll: boolean;
}

/** Stores it in one transaction; undefined, and nothing is written, when somebody else has declared something since. */
export async function saveDeclared(
  { store, scope }: Pick<DeclareDependencies, 'store' | 'scope'>,
  saving: Saving,
): Promise<Saved | undefined> {
  const now = store.clock.now();
  faultpoint('declare.assembled');
  const saved = await store.transaction(async (tx) => {
    const generation = await lockCatalogGeneration(tx, scope);
    if (generation !== saving.generation) return undefined;
    const report = await saveResources(tx, scope, now, { ...saving, declared: saving.mine });
    await setConditions(
      tx,
      scope,
      saving.mine.map((item) => conditionsOf(item, saving.assembly, now)),
      // That somebody wanted it is not forgotten because its source is read again.
      { keepWaiting: true },
    );
    await upsertAgents(tx, scope, now, saving.mine);
    await cancelDeleted(tx, scope, now, report.saved);
    const changed = report.saved.filter(({ change }) => change !== 'unchanged');
    const concernsAll = changed.some(({ kind }) => kind !== 'Project');
    const isKnownToAll = changed.length === 0 || (saving.keepsOthers && !concernsAll);
    return {
      saved: report.saved,
      refused: new Map(report.problems.map((problem) => [String(problem.details['resource']), problem])),
      concernsAll,
      generation: isKnownToAll ? generation : await raiseCatalogGeneration(tx, scope),
    };
  });
  if (saved !== undefined) faultpoint('declare.saved');
  return saved;
}

async function upsertAgents(tx: Tx, scope: Scope, now: number, mine: readonly Declared[]): Promise<void> {
  for (const { resource } of mine) {
    if (resource.kind !== 'Agent') continue;
    const { metadata, spec } = resource;
    await upsertAgent(tx, scope, now, { name: metadata.name, capacity: spec.capacity ?? 1 });
  }
}

// Deleting the spec of a project asks for its end; its workspace and its records stay. Nobody would know of it later.
async function cancelDeleted(tx: Tx, scope: Scope, now: number, saved: readonly SavedResource[]): Promise<void> {
  for (const { name } of saved.filter(({ kind, change }) => kind === 'Project' && change === 'deleted')) {
    const project = await findProject(tx, scope, name);
    if (project !== undefined && project.endedAt === null) await requestCancel(tx, scope, now, project);
  }
}

function conditionsOf(
  item: Declared,
  assembly: Assembly,
  now: number,
): { readonly kind: string; readonly name: string; readonly conditions: readonly Condition[] } {
  const { kind, metadata } = item.resource;
  const problems = assembly.notReady.get(`${kind}/${metadata.name}`) ?? [];
  const isReady = problems.length === 0;
  const ready = readyCondition(now, {
    status: isReady ? 'True' : 'False',
    reason: isReady ? 'Valid' : 'ReferenceNotFound',
    message: problems.map((problem) => problem.message).join('; '),
  });
  return { kind, name: metadata.name, conditions: [ready] };
}
