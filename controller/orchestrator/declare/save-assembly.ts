import { type Assembly } from '../../catalog/assemble.ts';
import { type Declared } from '../../catalog/catalog.ts';
import { type SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { type Condition } from '../../store/condition.ts';
import { upsertAgent } from '../../store/operations/agents/upsert-agent.ts';
import { openProjects } from '../../store/operations/projects/open-projects.ts';
import { saveResources, type SavedResource } from '../../store/operations/resources/save-resources.ts';
import { setConditions } from '../../store/operations/resources/set-conditions.ts';
import { findProject } from '../../store/operations/views/find-project.ts';
import { requestCancel } from '../control/request-cancel.ts';
import { type ApplyReport } from '../control.ts';
import { adoptProject, type AdoptedProject } from './adopt-project.ts';
import { type DeclareDependencies } from './declare-dependencies.ts';
import { isRehearsal, neededModels } from './needed-models.ts';
import { isProject } from './refused-projects.ts';

/** Stores one source's part of an assembly with its conditions, and makes the projects what it declares. */
export async function saveAssembly(
  deps: DeclareDependencies,
  snapshot: SourceSnapshot,
  assembly: Assembly,
  again: boolean,
): Promise<ApplyReport> {
  const { store, scope } = deps;
  const { source, revision } = snapshot;
  const mine = assembly.declared.filter((item) => item.source === source);
  const now = store.clock.now();
  faultpoint('declare.assembled');
  const saved = await store.transaction(async (tx) => {
    const report = await saveResources(tx, scope, now, { source, declared: mine });
    await setConditions(
      tx,
      scope,
      mine.map((item) => conditionsOf(item, assembly, now)),
    );
    for (const item of mine) {
      if (item.resource.kind === 'Agent') {
        await upsertAgent(tx, scope, now, {
          name: item.resource.metadata.name,
          capacity: item.resource.spec.capacity ?? 1,
        });
      }
    }
    return report.saved;
  });
  faultpoint('declare.saved');
  const adopted = await adoptAll(deps, mine, assembly, again);
  await cancelDeleted(deps, saved);
  for (const id of await store.transaction(async (tx) => openProjects(tx, scope))) deps.wake(id);
  const problems = [...assembly.problems.filter((problem) => isAbout(problem, snapshot, mine)), ...adopted.problems];
  return { revision, applied: saved, problems, projects: adopted.projects };
}

// Problems of other sources were told when those were applied.
function isAbout(problem: MaiosError, snapshot: SourceSnapshot, mine: readonly Declared[]): boolean {
  if (snapshot.problems.includes(problem) || problem.details['source'] === snapshot.source) return true;
  const files = new Set(mine.flatMap((item) => item.locate?.([])?.file ?? []));
  return problem.place === undefined ? snapshot.source === 'api' : files.has(problem.place.file);
}

async function adoptAll(
  { store, scope, taskTimeoutMs }: DeclareDependencies,
  mine: readonly Declared[],
  assembly: Assembly,
  again: boolean,
): Promise<{ readonly projects: readonly AdoptedProject[]; readonly problems: readonly MaiosError[] }> {
  const projects: AdoptedProject[] = [];
  const problems: MaiosError[] = [];
  for (const item of mine) {
    if (!isProject(item) || assembly.notReady.has(`Project/${item.resource.metadata.name}`)) continue;
    const models = neededModels({
      catalog: assembly.catalog,
      project: { spec: item.resource.spec, source: item.source },
    });
    try {
      const options = { again, rehearsal: isRehearsal(models), taskTimeoutMs };
      projects.push(await store.transaction(async (tx) => adoptProject(tx, scope, store.clock.now(), item, options)));
      faultpoint('declare.adopted');
    } catch (thrown) {
      if (!(thrown instanceof MaiosError)) throw thrown;
      problems.push(thrown);
    }
  }
  return { projects, problems };
}

// Deleting the spec of a project asks for its end; its workspace and its records stay.
async function cancelDeleted({ store, scope }: DeclareDependencies, saved: readonly SavedResource[]): Promise<void> {
  for (const { name } of saved.filter((item) => item.kind === 'Project' && item.change === 'deleted')) {
    await store.transaction(async (tx) => {
      const project = await findProject(tx, scope, name);
      if (project !== undefined && project.endedAt === null) await requestCancel(tx, scope, store.clock.now(), project);
    });
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
  const ready: Condition = {
    type: 'Ready',
    status: isReady ? 'True' : 'False',
    reason: isReady ? 'Valid' : 'ReferenceNotFound',
    message: problems.map((problem) => problem.message).join('; '),
    observedGeneration: 1,
    lastTransitionTime: new Date(now).toISOString(),
  };
  return { kind, name: metadata.name, conditions: [ready] };
}
