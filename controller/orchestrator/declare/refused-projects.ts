import type { Assembly } from '../../catalog/assemble.ts';
import type { Declared } from '../../catalog/catalog.ts';
import type { ProjectResource } from '../../catalog/kinds/kinds.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { startsAnew } from './adopt-project.ts';
import type { DeclareDependencies } from './declare-dependencies.ts';
import { apiSource } from './declared-state.ts';
import { findAdopted } from './find-adopted.ts';
import { neededModels } from './needed-models.ts';

/**
 * Projects of a source that would start now and cannot, since a model that they need has no key, or there is no room for
 * them, by name: such a project is refused before anything is stored of it (MODEL_KEY_MISSING, SANDBOX_UNSAFE, OVERLOADED).
 */
export async function refusedProjects(
  { store, scope, checkModel, admission }: DeclareDependencies,
  source: string,
  assembly: Assembly,
  again: boolean,
): Promise<ReadonlyMap<string, MaiosError>> {
  const refused = new Map<string, MaiosError>();
  for (const item of assembly.declared.filter(isProject)) {
    const { name } = item.resource.metadata;
    if (item.source !== source || assembly.notReady.has(`Project/${name}`)) continue;
    const question = { catalog: assembly.catalog, project: { spec: item.resource.spec, source } };
    const unusable = neededModels(question)
      .map(checkModel)
      .find((found) => found !== undefined);
    // What is only asked for is refused when there is no room; what is declared stays declared, and waits for it.
    const problem = unusable ?? (source === apiSource ? await admission?.() : undefined);
    if (problem === undefined) continue;
    const existing = await store.transaction(async (tx) => findAdopted(tx, scope, name));
    if (startsAnew(existing, item.resource.spec, again)) refused.set(name, about(problem, item));
  }
  return refused;
}

export function isProject(item: Declared): item is Declared<ProjectResource> {
  return item.resource.kind === 'Project';
}

/** The problem, as one of this declaration. */
export function about(problem: MaiosError, item: Declared, fix = problem.fix): MaiosError {
  const resource = `Project/${item.resource.metadata.name}`;
  const details = { ...problem.details, resource, source: item.source };
  return new MaiosError(problem.code, `${resource}: ${problem.message}`, { cause: problem, fix, details });
}
