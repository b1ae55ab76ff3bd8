import type { Declared } from '../../catalog/catalog.ts';
import type { AnyResource } from '../../catalog/kinds/kinds.ts';
import type { SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { loadResource } from '../../store/operations/resources/load-resources.ts';
import type { ApplyReport } from '../control/control.ts';
import { adoptDeclared } from './adopt-declared.ts';
import type { DeclareDependencies } from './declare-dependencies.ts';
import { apiSource, createDeclaredState, type DeclaredState } from './declared-state.ts';
import { withoutThose } from '../../catalog/without-those.ts';
import { type Change, isSameName, prepareChange } from './prepare-change.ts';
import { noteRuleSets } from '../in-force/recall-rule-sets.ts';
import { saveDeclared } from './save-declared.ts';
import { takeOverMoved } from './take-over-moved.ts';

/** Puts in force what sources and clients declare, on top of what any process has declared before. */
export interface Declarer {
  /** Puts in force what was declared last, before any source is read. */
  restore(): Promise<void>;
  /** Puts a snapshot in force: stored, assembled, projects adopted. One at a time, in the order of the calls. */
  apply(snapshot: SourceSnapshot, options: { readonly again: boolean }): Promise<ApplyReport>;
  /** Adds or replaces one resource that came by the API. */
  declare(resource: AnyResource, digest: string, options: { readonly again: boolean }): Promise<ApplyReport>;
}

export function createDeclarer(deps: DeclareDependencies, state: DeclaredState = createDeclaredState(deps)): Declarer {
  // Of each source: what was stored of it before this process, and no sound reading has replaced since.
  const unread = new Map<string, readonly Declared[]>();
  return {
    restore: async () =>
      state.inTurn(async () => {
        await state.refresh();
        await noteRuleSets(deps);
      }),
    apply: async (snapshot, { again }) =>
      state.inTurn(async () => {
        const { source } = snapshot;
        await state.refresh();
        await takeOverMoved(deps, state, snapshot);
        let kept: readonly Declared[] = [];
        const change = async (): Promise<Change> => {
          kept = lastGoodOf(snapshot, unread.get(source) ?? state.snapshots.get(source)?.declared ?? []);
          return { snapshot: withKept(snapshot, kept) };
        };
        const report = await put(deps, state, change, again);
        // What clients send is not read by a source that remembers what was good.
        if (!source.startsWith(apiSource)) unread.set(source, kept);
        return report;
      }),
    declare: async (resource, digest, { again }) =>
      state.inTurn(async () => put(deps, state, async () => oneMore(deps, state, resource, digest), again)),
  };
}

// Judged by what is in force now; when another process has declared something meanwhile, judged anew by that.
async function put(
  deps: DeclareDependencies,
  state: DeclaredState,
  change: () => Promise<Change>,
  again: boolean,
): Promise<ApplyReport> {
  for (;;) {
    await state.refresh();
    const wanted = await change();
    const { saving, accepted, known, stored } = await prepareChange(deps, state, wanted, again);
    const saved = await saveDeclared(deps, saving);
    if (saved === undefined) continue;
    if (saved.generation !== state.generation()) deps.announce?.();
    state.keep(known, stored, saved.generation);
    if (wanted.only?.kind !== 'Project') {
      await state.putInForce(saving.assembly);
      await noteRuleSets(deps);
    }
    return adoptDeclared(deps, accepted, saving, saved, again);
  }
}

async function oneMore(
  { store, scope }: DeclareDependencies,
  { snapshots }: DeclaredState,
  resource: AnyResource,
  digest: string,
): Promise<Change> {
  const { kind, metadata } = resource;
  const others = (snapshots.get(apiSource)?.declared ?? []).filter((item) => !isSameName(item, resource));
  const item = { resource, source: apiSource, revision: digest, digest };
  const before = await store.transaction(async (tx) => loadResource(tx, scope, { kind, name: metadata.name }));
  return {
    snapshot: { source: apiSource, revision: digest, declared: [...others, item], problems: [] },
    only: resource,
    before,
  };
}

// A source knows the last good revision only of what it has read well itself; of the rest, what was stored does.
function lastGoodOf({ declared, problems }: SourceSnapshot, before: readonly Declared[]): readonly Declared[] {
  return problems.length === 0
    ? []
    : withoutThose(
        before,
        declared.filter(({ isSound }) => isSound !== false),
      );
}

function withKept(snapshot: SourceSnapshot, kept: readonly Declared[]): SourceSnapshot {
  return kept.length === 0 ? snapshot : { ...snapshot, declared: [...withoutThose(snapshot.declared, kept), ...kept] };
}
