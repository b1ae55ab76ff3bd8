import type { MaiosError } from '../errors/maios-error.ts';
import { createCatalog, type Catalog, type Declared } from './catalog.ts';
import { checkReferences } from './check-references.ts';
import { reservedPrefix } from './defaults.ts';
import { ownedBy, resourceError } from './resource-error.ts';
import type { SourceSnapshot } from './source-snapshot.ts';
import { brokenTransitions } from './validate/cel-rules.ts';
import { resourceKey } from './validate/resource-schema.ts';

export interface Assembly {
  /** What is in force: declared, and ready. */
  readonly catalog: Catalog;
  /**
   * All that is declared and owned, ready or not. Whether something was deleted is asked of this and not of the catalog:
   * a project whose model is missing for a moment is not a deleted one.
   */
  readonly declared: readonly Declared[];
  /** Why a resource (`Kind/name`) is not ready. */
  readonly notReady: ReadonlyMap<string, readonly MaiosError[]>;
  readonly problems: readonly MaiosError[];
}

/** The name of the source that comes with maios. */
export const builtinSource = 'builtin';

/**
 * One catalog of what several sources declare. A name belongs to the source that has it in `previous`, which is what was
 * put together last, else to the first that declares it, in the order given; a changed field that is fixed leaves the
 * resource as it was. Problems: those of the sources, SPEC_OWNED, SPEC_IMMUTABLE, SPEC_REFERENCE.
 */
export function assembleCatalog(snapshots: readonly SourceSnapshot[], previous: readonly Declared[] = []): Assembly {
  const owned = resolveOwners(
    snapshots.flatMap(({ declared }) => declared),
    previous,
  );
  const fixed = keepFixedFields(owned.declared, previous);
  const notReady = checkReferences(fixed.declared, refusedIn(snapshots));
  return {
    catalog: createCatalog(fixed.declared.filter((item) => isInForce(item, notReady))),
    declared: fixed.declared,
    notReady,
    problems: [
      ...snapshots.flatMap(({ problems }) => problems),
      ...owned.problems,
      ...fixed.problems,
      ...[...notReady.values()].flat(),
    ],
  };
}

/** Whose declarations have errors, as `Kind/name`, as far as that can be read in them. */
function refusedIn(snapshots: readonly SourceSnapshot[]): ReadonlySet<string> {
  return new Set(snapshots.flatMap(({ problems }) => problems.map(({ details }) => String(details['resource']))));
}

interface Step {
  readonly declared: readonly Declared[];
  readonly problems: readonly MaiosError[];
}

// A permission stays in force whatever it refers to: with one mistyped name, a `deny` must not vanish for the others.
function isInForce({ resource }: Declared, notReady: ReadonlyMap<string, unknown>): boolean {
  return resource.kind === 'SkillPermission' || !notReady.has(resourceKey(resource));
}

function resolveOwners(items: readonly Declared[], previous: readonly Declared[]): Step {
  const owners = ownersOf(items, previous);
  const declared: Declared[] = [];
  const problems: MaiosError[] = [];
  for (const item of items) {
    const owner = owners.get(resourceKey(item.resource));
    if (isReserved(item)) problems.push(resourceError('SPEC_OWNED', item, ['metadata', 'name'], reservedMessage));
    else if (owner === undefined || owner === item) declared.push(item);
    else problems.push(ownedBy(owner.source, item));
  }
  return { declared, problems };
}

/** What each name stands for: the first declaration by the source that had it, while it still declares it. */
function ownersOf(items: readonly Declared[], previous: readonly Declared[]): ReadonlyMap<string, Declared> {
  const former = new Map(previous.map(({ resource, source }) => [resourceKey(resource), source]));
  const owners = new Map<string, Declared>();
  for (const item of items) {
    const key = resourceKey(item.resource);
    const owner = owners.get(key);
    const regains = owner !== undefined && owner.source !== item.source && former.get(key) === item.source;
    if (owner === undefined || regains) owners.set(key, item);
  }
  return owners;
}

const reservedMessage = `expected a name of your own, found one that begins with "${reservedPrefix}", which is kept for what comes with maios`;

function isReserved({ resource, source }: Declared): boolean {
  return source !== builtinSource && resource.metadata.name.startsWith(reservedPrefix);
}

function keepFixedFields(declared: readonly Declared[], previous: readonly Declared[]): Step {
  const older = new Map(previous.map((item) => [resourceKey(item.resource), item]));
  const problems: MaiosError[] = [];
  const kept = declared.map((item) => {
    const before = older.get(resourceKey(item.resource));
    const broken = before?.source !== item.source ? [] : brokenTransitions(before.resource, item.resource);
    problems.push(...broken.map(({ path, message }) => resourceError('SPEC_IMMUTABLE', item, path, message)));
    return before !== undefined && broken.length > 0 ? before : item;
  });
  return { declared: kept, problems };
}
