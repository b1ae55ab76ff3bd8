import type { Assembly } from '../../catalog/assemble.ts';
import type { Declared } from '../../catalog/catalog.ts';
import type { ProjectResource } from '../../catalog/kinds/kinds.ts';
import type { SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { resourceKey } from '../../catalog/validate/resource-schema.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { openProjects } from '../../store/operations/projects/open-projects.ts';
import { lockDeclaredProject } from '../../store/operations/resources/take-waiting-project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import type { ApplyReport } from '../control/control.ts';
import { adoptProject, startsAnew, type AdoptedProject, type AdoptOptions } from './adopt-project.ts';
import { findAdopted } from './find-adopted.ts';
import { markTaken, markWaiting } from './adopt-waiting.ts';
import type { DeclareDependencies } from './declare-dependencies.ts';
import { apiSource } from './declared-state.ts';
import { isRehearsal, neededModels } from './needed-models.ts';
import { about, isProject } from './refused-projects.ts';
import type { Saved, Saving } from './save-declared.ts';

/** Makes of the projects that were declared what they ask for, and tells what became of a whole declaration. */
export async function adoptDeclared(
  deps: DeclareDependencies,
  snapshot: SourceSnapshot,
  { assembly, mine }: Pick<Saving, 'assembly' | 'mine'>,
  { saved, refused, concernsAll }: Saved,
  again: boolean,
): Promise<ApplyReport> {
  const { store, scope } = deps;
  const owned = mine.filter((item) => !refused.has(resourceKey(item.resource)));
  const adopted = await adoptAll(deps, owned, assembly, again);
  const open = concernsAll ? await store.transaction(async (tx) => openProjects(tx, scope)) : [];
  for (const id of new Set([...open, ...adopted.projects.map((project) => project.id)])) deps.wake(id);
  const told = assembly.problems.filter((problem) => isAbout(problem, snapshot));
  const problems = [...told, ...refused.values(), ...adopted.problems];
  return { revision: snapshot.revision, applied: saved, problems, projects: adopted.projects };
}

// Problems of other sources are told when those are applied.
function isAbout(problem: MaiosError, { source, problems }: SourceSnapshot): boolean {
  return problem.details['source'] === source || problems.includes(problem);
}

async function adoptAll(
  deps: DeclareDependencies,
  mine: readonly Declared[],
  assembly: Assembly,
  again: boolean,
): Promise<{ readonly projects: readonly AdoptedProject[]; readonly problems: readonly MaiosError[] }> {
  const { store, taskTimeoutMs } = deps;
  const projects: AdoptedProject[] = [];
  const problems: MaiosError[] = [];
  for (const item of mine) {
    if (!isProject(item) || assembly.notReady.has(`Project/${item.resource.metadata.name}`)) continue;
    const models = neededModels({
      catalog: assembly.catalog,
      project: { spec: item.resource.spec, source: item.source },
    });
    const late = await putOff(deps, item, again);
    if (late !== undefined) {
      problems.push(late);
      continue;
    }
    try {
      const options = { again, rehearsal: isRehearsal(models), taskTimeoutMs };
      projects.push(await store.transaction(async (tx) => adoptWanted(tx, deps, item, options)));
      faultpoint('declare.adopted');
    } catch (thrown) {
      if (!(thrown instanceof MaiosError)) throw thrown;
      problems.push(thrown);
    }
  }
  return { projects, problems };
}

// What waited for room was wanted: it is taken on as it would be in its turn, and by nobody else besides.
async function adoptWanted(
  tx: Tx,
  { store, scope }: DeclareDependencies,
  item: Declared<ProjectResource>,
  options: AdoptOptions,
): Promise<AdoptedProject> {
  const waited = await waits(tx, scope, item);
  if (waited) await markTaken(tx, scope, store.clock.now(), item.resource.metadata.name);
  return adoptProject(tx, scope, store.clock.now(), item, { ...options, again: options.again || waited });
}

// What a client only asks for is refused, and never waits.
async function waits(tx: Tx, scope: Scope, { source, resource }: Declared<ProjectResource>): Promise<boolean> {
  return source !== apiSource && (await lockDeclaredProject(tx, scope, resource.metadata.name));
}

// What would start now and finds no room stays declared, and is taken on when there is.
async function putOff(
  deps: DeclareDependencies,
  item: Declared<ProjectResource>,
  again: boolean,
): Promise<MaiosError | undefined> {
  const { store, scope, admission } = deps;
  const full = item.source === apiSource ? undefined : await admission?.();
  if (full === undefined) return undefined;
  const { metadata, spec } = item.resource;
  // In one transaction: marked again after somebody else took it on, it would be begun a second time.
  const isWanted = await store.transaction(async (tx) => {
    const waited = await waits(tx, scope, item);
    if (!startsAnew(await findAdopted(tx, scope, metadata.name), spec, again || waited)) return false;
    await markWaiting(tx, scope, store.clock.now(), { name: metadata.name, message: full.message });
    return true;
  });
  if (!isWanted) return undefined;
  return about(full, item, 'It stays declared, and starts by itself when there is room.');
}
