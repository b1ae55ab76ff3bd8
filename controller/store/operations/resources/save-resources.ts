import type { Declared } from '../../../catalog/catalog.ts';
import { ownedBy } from '../../../catalog/resource-error.ts';
import type { MaiosError } from '../../../errors/maios-error.ts';
import { newId } from '../../new-id.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { storableJson } from '../../storable.ts';
import type { Tx } from '../../store.ts';

export interface SavedResource {
  readonly kind: string;
  readonly name: string;
  readonly change: 'created' | 'changed' | 'unchanged' | 'deleted';
}

export interface SaveReport {
  readonly saved: readonly SavedResource[];
  /** SPEC_OWNED, one for each name that another source owns; these are left as they are. */
  readonly problems: readonly MaiosError[];
}

interface Known {
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly digest: string;
}

export interface ResourcesToSave {
  readonly source: string;
  readonly declared: readonly Declared[];
  /** `declared` is not all that the source has; what else is stored of it stays. */
  readonly keepsOthers?: boolean;
}

/**
 * Makes the stored resources of one source equal to `declared`, which is all that the source has now unless it says
 * otherwise: what it no longer has is deleted, a changed digest raises the generation.
 */
export async function saveResources(
  tx: Tx,
  scope: Scope,
  now: number,
  { source, declared, keepsOthers = false }: ResourcesToSave,
): Promise<SaveReport> {
  const known = await knownResources(tx, scope, declared);
  const [mine, others] = partition(declared, (item) => (known.get(keyOf(item))?.source ?? source) === source);
  const saved = mine.map((item) => ({ ...nameOf(item), change: changeOf(item, known.get(keyOf(item))) }));
  await write(tx, scope, now, source, mine);
  const deleted = keepsOthers ? [] : await deleteMissing(tx, scope, source, declared);
  const problems = others.map((item) => ownedBy(known.get(keyOf(item))?.source ?? 'another source', item));
  return { saved: [...saved, ...deleted], problems };
}

// Those of the same names alone: an organization may have many thousands besides.
async function knownResources(
  tx: Tx,
  { organizationId }: Scope,
  declared: readonly Declared[],
): Promise<ReadonlyMap<string, Known>> {
  const names = declared.map(nameOf);
  const { rows } = await sql<Known>(
    tx,
    `SELECT known.kind, known.name, known.source, known.digest FROM resources known
     JOIN unnest($2::text[], $3::text[]) AS wanted (kind, name) ON known.kind = wanted.kind AND known.name = wanted.name
     WHERE known.organization_id = $1 FOR UPDATE OF known`,
    [organizationId, names.map(({ kind }) => kind), names.map(({ name }) => name)],
  );
  return new Map(rows.map((row) => [`${row.kind}/${row.name}`, row]));
}

// One statement for all of them: a thousand resources are a thousand rows, not a thousand round trips.
async function write(tx: Tx, scope: Scope, now: number, source: string, declared: readonly Declared[]): Promise<void> {
  if (declared.length === 0) return;
  const column = <T>(value: (item: Declared) => T): T[] => declared.map(value);
  await sql(tx, upsert, [
    scope.organizationId,
    source,
    new Date(now),
    column(() => newId(now)),
    column((item) => item.resource.kind),
    column((item) => item.resource.metadata.name),
    column((item) => item.revision),
    column((item) => item.digest),
    column((item) => storableJson(item.resource)),
  ]);
}

const upsert = `
  INSERT INTO resources (id, organization_id, kind, name, source, revision, digest, generation, document, created_at, updated_at)
  SELECT id, $1::uuid, kind, name, $2::text, revision, digest, 1, document::jsonb, $3::timestamptz, $3::timestamptz
  FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
    AS new (id, kind, name, revision, digest, document)
  ON CONFLICT (organization_id, kind, name) DO UPDATE SET
    generation = resources.generation + CASE WHEN resources.digest = excluded.digest THEN 0 ELSE 1 END,
    revision = excluded.revision, digest = excluded.digest, document = excluded.document, updated_at = excluded.updated_at
  WHERE resources.source = excluded.source
    AND (resources.digest <> excluded.digest OR resources.revision <> excluded.revision)`;

async function deleteMissing(
  tx: Tx,
  { organizationId }: Scope,
  source: string,
  declared: readonly Declared[],
): Promise<readonly SavedResource[]> {
  const { rows } = await sql<{ kind: string; name: string }>(
    tx,
    `DELETE FROM resources WHERE organization_id = $1 AND source = $2 AND NOT (kind || '/' || name = ANY($3::text[]))
     RETURNING kind, name`,
    [organizationId, source, declared.map(keyOf)],
  );
  return rows.map((row) => ({ ...row, change: 'deleted' as const }));
}

function changeOf(item: Declared, known: Known | undefined): SavedResource['change'] {
  if (known === undefined) return 'created';
  return known.digest === item.digest ? 'unchanged' : 'changed';
}

function nameOf({ resource }: Declared): { readonly kind: string; readonly name: string } {
  return { kind: resource.kind, name: resource.metadata.name };
}

function keyOf({ resource }: Declared): string {
  return `${resource.kind}/${resource.metadata.name}`;
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [yes: readonly T[], no: readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
