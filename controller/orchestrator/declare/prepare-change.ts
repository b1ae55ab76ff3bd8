import { assembleCatalog, builtinSource, type Assembly } from '../../catalog/assemble.ts';
import type { Declared } from '../../catalog/catalog.ts';
import type { AnyResource } from '../../catalog/kinds/kinds.ts';
import type { SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { brokenTransitions } from '../../catalog/validate/cel-rules.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import { startsAnew } from './adopt-project.ts';
import type { DeclareDependencies } from './declare-dependencies.ts';
import { apiSource, type DeclaredState } from './declared-state.ts';
import { findAdopted } from './find-adopted.ts';
import { isProject, refusedProjects } from './refused-projects.ts';
import type { Saving } from './save-declared.ts';

/** What is to be put in force. */
export interface Change {
  readonly snapshot: SourceSnapshot;
  /** This resource alone is to be stored; undefined: all that the source has. */
  readonly only?: AnyResource;
  /** What is stored of that one, where the state does not know it. */
  readonly before?: Declared | undefined;
}

export interface PreparedChange {
  readonly saving: Saving;
  /** The snapshot without what was refused. */
  readonly accepted: SourceSnapshot;
  /** The part of it that the state is to know. */
  readonly known: SourceSnapshot;
  /** What is stored when the change is, of this source and of others. */
  readonly stored: readonly Declared[];
}

/** Judges a change by everything else that is declared, as the state knows it. */
export async function prepareChange(
  deps: DeclareDependencies,
  state: DeclaredState,
  { snapshot, only, before }: Change,
  again: boolean,
): Promise<PreparedChange> {
  const { source } = snapshot;
  const stored = before === undefined ? state.stored() : [...state.stored(), before];
  const previous = await withThoseAnew(deps, stored, snapshot, again);
  const assemble = (candidate: SourceSnapshot): Assembly =>
    assembleCatalog([...new Map([...state.snapshots, [source, candidate]]).values()], previous);
  const wanted = assemble(snapshot);
  const accepted = without(snapshot, await refusedProjects(deps, source, wanted, again));
  const assembly = accepted === snapshot ? wanted : assemble(accepted);
  const ours = assembly.declared.filter((item) => item.source === source);
  const mine = only === undefined ? ours : ours.filter((item) => isSameName(item, only));
  return {
    saving: { source, mine, keepsOthers: only !== undefined, assembly, generation: state.generation() },
    accepted,
    known: { ...accepted, declared: accepted.declared.filter(isKnown) },
    stored: assembly.declared.filter((item) => item.source !== builtinSource && isKnown(item)),
  };
}

// A project that starts anew takes nothing over from the one before but its name: its request may be another one.
async function withThoseAnew(
  { store, scope }: DeclareDependencies,
  stored: readonly Declared[],
  { source, declared }: SourceSnapshot,
  again: boolean,
): Promise<readonly Declared[]> {
  const wanted = new Map(declared.filter(isProject).map((item) => [item.resource.metadata.name, item]));
  const previous = new Map(stored.map((item) => [item, item]));
  for (const item of stored.filter(isProject)) {
    const next = item.source === source ? wanted.get(item.resource.metadata.name) : undefined;
    if (next === undefined || brokenTransitions(item.resource, next.resource).length === 0) continue;
    const existing = await store.transaction(async (tx) => findAdopted(tx, scope, item.resource.metadata.name));
    if (startsAnew(existing, next.resource.spec, again)) previous.set(item, next);
  }
  return [...previous.values()];
}

export function isSameName(item: Declared, { kind, metadata }: AnyResource): boolean {
  return item.resource.kind === kind && item.resource.metadata.name === metadata.name;
}

// The projects that clients start one by one are without number, and nothing refers to them.
function isKnown(item: Declared): boolean {
  return item.source !== apiSource || !isProject(item);
}

function without(snapshot: SourceSnapshot, refused: ReadonlyMap<string, MaiosError>): SourceSnapshot {
  if (refused.size === 0) return snapshot;
  const declared = snapshot.declared.filter((item) => !isProject(item) || !refused.has(item.resource.metadata.name));
  return { ...snapshot, declared, problems: [...snapshot.problems, ...refused.values()] };
}
