import { assembleCatalog, builtinSource, type Assembly } from '../../catalog/assemble.ts';
import { type Declared } from '../../catalog/catalog.ts';
import { type AnyResource } from '../../catalog/kinds/kinds.ts';
import { type SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { loadResources } from '../../store/operations/resources/load-resources.ts';
import { type MaiosError } from '../../errors/maios-error.ts';
import { type ApplyReport } from '../control.ts';
import { type DeclareDependencies } from './declare-dependencies.ts';
import { createRuleSetKeeper } from './keep-rule-sets.ts';
import { noteRuleSets, recallRuleSets } from './recall-rule-sets.ts';
import { isProject, refusedProjects } from './refused-projects.ts';
import { saveAssembly } from './save-assembly.ts';

/** Keeps what the sources declare: the newest snapshot of each, on top of what was stored when the process began. */
export interface Declarer {
  /** Puts in force what was declared last, before any source is read. */
  restore(): Promise<void>;
  /** Puts a snapshot in force: stored, assembled, projects adopted. One at a time, in the order of the calls. */
  apply(snapshot: SourceSnapshot, options: { readonly again: boolean }): Promise<ApplyReport>;
  /** Adds or replaces one resource that came by the API. */
  declare(resource: AnyResource, digest: string, options: { readonly again: boolean }): Promise<ApplyReport>;
}

export const apiSource = 'api';

export function createDeclarer(deps: DeclareDependencies): Declarer {
  const snapshots = new Map<string, SourceSnapshot>([[builtinSource, deps.builtins]]);
  const read = new Set<string>();
  const keepRuleSets = createRuleSetKeeper(deps);
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const put = async (snapshot: SourceSnapshot, again: boolean): Promise<ApplyReport> => {
    const before = snapshots.get(snapshot.source);
    const whole = keepLastGood(snapshot, before, !read.has(snapshot.source));
    read.add(snapshot.source);
    const previous = [...snapshots.values()].flatMap((each) => each.declared);
    const wanted = assemble(new Map([...snapshots, [snapshot.source, whole]]), previous);
    const accepted = without(whole, await refusedProjects(deps, snapshot.source, wanted, again));
    snapshots.set(snapshot.source, accepted);
    const assembly = accepted === whole ? wanted : assemble(snapshots, previous);
    await keepRuleSets(assembly.catalog);
    deps.keeper.replace(assembly.catalog);
    await noteRuleSets(deps);
    return saveAssembly(deps, accepted, assembly, again);
  };
  return {
    restore: async () =>
      inTurn(async () => {
        const stored = await deps.store.transaction(async (tx) => loadResources(tx, deps.scope));
        for (const snapshot of bySource(stored)) snapshots.set(snapshot.source, snapshot);
        const { catalog } = assemble(snapshots, []);
        await keepRuleSets(catalog);
        deps.keeper.replace(catalog);
        await noteRuleSets(deps);
        await recallRuleSets(deps);
      }),
    apply: async (snapshot, { again }) => inTurn(async () => put(snapshot, again)),
    declare: async (resource, digest, { again }) =>
      inTurn(async () => {
        const others = (snapshots.get(apiSource)?.declared ?? []).filter((item) => !isSameName(item, resource));
        const item = { resource, source: apiSource, revision: digest, digest };
        return put({ source: apiSource, revision: digest, declared: [...others, item], problems: [] }, again);
      }),
  };
}

function assemble(snapshots: ReadonlyMap<string, SourceSnapshot>, previous: readonly Declared[]): Assembly {
  return assembleCatalog([...snapshots.values()], previous);
}

// A source that was read for the first time knows no last good revision of its bad documents; what was stored does.
function keepLastGood(snapshot: SourceSnapshot, before: SourceSnapshot | undefined, isFirst: boolean): SourceSnapshot {
  if (!isFirst || snapshot.problems.length === 0 || before === undefined) return snapshot;
  const kept = before.declared.filter((item) => !snapshot.declared.some((other) => isSameName(other, item.resource)));
  return { ...snapshot, declared: [...snapshot.declared, ...kept] };
}

function without(snapshot: SourceSnapshot, refused: ReadonlyMap<string, MaiosError>): SourceSnapshot {
  if (refused.size === 0) return snapshot;
  const declared = snapshot.declared.filter((item) => !isProject(item) || !refused.has(item.resource.metadata.name));
  return { ...snapshot, declared, problems: [...snapshot.problems, ...refused.values()] };
}

function isSameName(item: Declared, { kind, metadata }: AnyResource): boolean {
  return item.resource.kind === kind && item.resource.metadata.name === metadata.name;
}

function bySource(declared: readonly Declared[]): readonly SourceSnapshot[] {
  return [...Map.groupBy(declared, (item) => item.source)].map(([source, items]) => ({
    source,
    revision: items[0]?.revision ?? '',
    declared: items,
    problems: [],
  }));
}
