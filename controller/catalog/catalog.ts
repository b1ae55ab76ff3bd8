import type { Locate } from './parse/locate.ts';
import type { AnyResource, Kind, ResourceOf } from './kinds/kinds.ts';

/** A valid resource together with where it came from. */
export interface Declared<R extends AnyResource = AnyResource> {
  readonly resource: R;
  /** The source that owns the name: `builtin`, `files:PATH`, `git:PATH` or `api`. */
  readonly source: string;
  /** What the source says it was read from: a commit, or the digest of the files. */
  readonly revision: string;
  /** sha256 of the canonical spec and metadata, in hex. */
  readonly digest: string;
  /** False for a restraint whose `when` is not sound (read-spec-text.ts); absent where nobody has read a file. */
  readonly isSound?: boolean;
  /** Where a field of it stands in its file; absent for what no file declares. */
  readonly locate?: Locate;
}

/** All valid resources of one organization now in force. Immutable: a change makes a new catalog. */
export interface Catalog {
  get<K extends Kind>(kind: K, name: string): Declared<ResourceOf<K>> | undefined;
  list<K extends Kind>(kind: K): readonly Declared<ResourceOf<K>>[];
}

/** A catalog over the given resources; a later one of the same kind and name replaces an earlier one. */
export function createCatalog(declared: readonly Declared[]): Catalog {
  const byKey = new Map(declared.map((item) => [`${item.resource.kind}/${item.resource.metadata.name}`, item]));
  const byKind = Map.groupBy(byKey.values(), (item) => item.resource.kind);
  return {
    get: (kind, name) => {
      const found = byKey.get(`${kind}/${name}`);
      return found !== undefined && isOfKind(found, kind) ? found : undefined;
    },
    // The filter takes nothing away: it says to the compiler what the grouping has done.
    list: (kind) => (byKind.get(kind) ?? []).filter((item) => isOfKind(item, kind)),
  };
}

function isOfKind<K extends Kind>(item: Declared, kind: K): item is Declared<ResourceOf<K>> {
  return item.resource.kind === kind;
}
