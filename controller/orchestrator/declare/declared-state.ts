import { assembleCatalog, builtinSource, type Assembly } from '../../catalog/assemble.ts';
import type { Declared } from '../../catalog/catalog.ts';
import { digestOf } from '../../catalog/kinds/digest.ts';
import type { SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { catalogGeneration } from '../../store/operations/resources/catalog-generation.ts';
import { loadAllButProjectsOf } from '../../store/operations/resources/load-resources.ts';
import type { DeclareDependencies } from './declare-dependencies.ts';
import { createRuleSetKeeper } from '../in-force/keep-rule-sets.ts';
import { recallRuleSets } from '../in-force/recall-rule-sets.ts';

/** The source of what clients declare one by one. */
export const apiSource = 'api';

export type StateDependencies = Pick<DeclareDependencies, 'store' | 'scope' | 'keeper' | 'builtins'>;

/**
 * What is declared, as this process knows it: the newest snapshot of each source on top of what comes with maios. The
 * projects that clients start one by one are not among it.
 */
export interface DeclaredState {
  readonly snapshots: ReadonlyMap<string, SourceSnapshot>;
  /** What is stored of all this: names belong to their sources in it, and fields that are fixed are as they are in it. */
  stored(): readonly Declared[];
  /** The generation of the database that this is. */
  generation(): number;
  /** Takes over what others have declared since, and puts it in force here; true when there was something. */
  refresh(): Promise<boolean>;
  /** Notes what this process has saved itself: `all` is what is stored now, of the snapshot and of other sources. */
  keep(snapshot: SourceSnapshot, all: readonly Declared[], generation: number): void;
  /** Keeps every rule set of an assembly, then puts it in force here. */
  putInForce(assembly: Assembly): Promise<void>;
  /** One piece of work at a time: nobody else changes this meanwhile. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

export function createDeclaredState(deps: StateDependencies): DeclaredState {
  const { store, scope, keeper } = deps;
  const snapshots = new Map<string, SourceSnapshot>([[builtinSource, deps.builtins]]);
  // What the database held when this process last looked or wrote, and the print of each source's part.
  let stored: readonly Declared[] = [];
  const prints = new Map<string, string>();
  const keepRuleSets = createRuleSetKeeper(deps);
  let generation = -1;
  let queue: Promise<unknown> = Promise.resolve();

  const putInForce = async ({ catalog }: Assembly): Promise<void> => {
    await keepRuleSets(catalog);
    keeper.replace(catalog);
  };
  return {
    snapshots,
    putInForce,
    stored: () => stored,
    generation: () => generation,
    async refresh() {
      const news = await store.transaction(async (tx) => {
        const found = await catalogGeneration(tx, scope);
        if (found === generation) return undefined;
        return { found, declared: await loadAllButProjectsOf(tx, scope, apiSource) };
      });
      if (news === undefined) return false;
      stored = news.declared;
      takeOver(snapshots, prints, stored);
      await putInForce(assembleCatalog([...snapshots.values()], stored));
      await recallRuleSets(deps);
      generation = news.found;
      return true;
    },
    keep(snapshot, all, now) {
      snapshots.set(snapshot.source, snapshot);
      stored = all;
      prints.set(snapshot.source, fingerprint(all.filter(({ source }) => source === snapshot.source)));
      generation = now;
    },
    async inTurn(work) {
      const result = queue.then(work);
      queue = result.catch(() => undefined);
      return result;
    },
  };
}

// A source that nobody else has written keeps its snapshot, which knows more than the database: problems, and places in
// files. Where somebody has, what they wrote counts.
function takeOver(
  snapshots: Map<string, SourceSnapshot>,
  prints: Map<string, string>,
  declared: readonly Declared[],
): void {
  const bySource = Map.groupBy(declared, ({ source }) => source);
  for (const [source, items] of bySource) {
    const found = fingerprint(items);
    if (prints.get(source) === found) continue;
    snapshots.set(source, { source, revision: items[0]?.revision ?? '', declared: items, problems: [] });
    prints.set(source, found);
  }
  for (const source of snapshots.keys()) {
    if (source === builtinSource || bySource.has(source) || prints.get(source) === fingerprint([])) continue;
    snapshots.delete(source);
    prints.delete(source);
  }
}

function fingerprint(declared: readonly Declared[]): string {
  const lines = declared.map(({ resource, digest }) => `${resource.kind}/${resource.metadata.name} ${digest}`);
  return digestOf(lines.toSorted());
}
