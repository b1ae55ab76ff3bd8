import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** What the database says about the owners of folders. Who is in none of them is unknown here: not to be touched. */
export interface FolderOwners {
  /** Projects by id; `endedAt` in ms since 1970, undefined while one is open. */
  readonly projects: ReadonlyMap<string, { readonly endedAt: number | undefined }>;
  /** Ids of projects that were removed. */
  readonly entombed: ReadonlySet<string>;
  readonly runs: ReadonlyMap<string, OwningRun>;
}

export interface OwningRun {
  readonly projectId: string;
  readonly epoch: number;
  /** The epoch of its last step, whose folder a resumed run starts from; undefined before the first. */
  readonly stepEpoch: number | undefined;
  /** undefined while it is queued or running. */
  readonly endedAt: number | undefined;
}

/** Reads it in one transaction. List the folders before: then a folder whose run is not found has none any more. */
export async function folderOwners(
  tx: Tx,
  { organizationId }: Scope,
  { projects, runs }: { readonly projects: readonly string[]; readonly runs: readonly string[] },
): Promise<FolderOwners> {
  const found = await sql<{ id: string; endedAt: Date | null }>(tx, projectsById, [organizationId, projects]);
  const entombed = await sql<{ id: string }>(tx, tombstonesById, [organizationId, projects]);
  const owning = await sql<RunFound>(tx, runsById, [organizationId, runs]);
  return {
    projects: new Map(found.rows.map(({ id, endedAt }) => [id, { endedAt: endedAt?.getTime() }])),
    entombed: new Set(entombed.rows.map(({ id }) => id)),
    runs: new Map(
      owning.rows.map(({ id, endedAt, stepEpoch, ...run }) => [
        id,
        { ...run, stepEpoch: stepEpoch ?? undefined, endedAt: endedAt?.getTime() },
      ]),
    ),
  };
}

interface RunFound {
  readonly id: string;
  readonly projectId: string;
  readonly epoch: number;
  readonly stepEpoch: number | null;
  readonly endedAt: Date | null;
}

const projectsById = `
  SELECT id, ended_at AS "endedAt" FROM projects WHERE organization_id = $1 AND id = ANY ($2::uuid[])`;

// While a project is being removed it has both.
const tombstonesById = `
  SELECT project_id AS id FROM tombstones WHERE organization_id = $1 AND project_id = ANY ($2::uuid[])
    AND NOT EXISTS (SELECT FROM projects WHERE projects.id = tombstones.project_id)`;

const runsById = `
  SELECT id, project_id AS "projectId", epoch, ended_at AS "endedAt",
    (SELECT run_steps.epoch FROM run_steps WHERE run_id = runs.id ORDER BY n DESC LIMIT 1) AS "stepEpoch"
  FROM runs
  WHERE organization_id = $1 AND id = ANY ($2::uuid[])`;
