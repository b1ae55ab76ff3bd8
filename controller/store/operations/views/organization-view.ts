import { OrganizationEntity } from '../../entities/organization.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** How the organization stands as a whole. */
export interface OrganizationView {
  readonly name: string;
  readonly paused: boolean;
  readonly pausedAt: string | null;
  /** Projects that have not ended. */
  readonly openProjects: number;
  readonly runs: { readonly queued: number; readonly running: number };
}

export async function organizationView(tx: Tx, { organizationId }: Scope): Promise<OrganizationView> {
  const { name, paused, pausedAt } = await tx.findOneByOrFail(OrganizationEntity, { id: organizationId });
  const { rows } = await sql<Counts>(tx, statement, [organizationId]);
  const { open = 0, queued = 0, running = 0 } = rows[0] ?? {};
  return { name, paused, pausedAt: pausedAt?.toISOString() ?? null, openProjects: open, runs: { queued, running } };
}

interface Counts {
  readonly open: number;
  readonly queued: number;
  readonly running: number;
}

const statement = `
  SELECT
    (SELECT count(*) FROM projects WHERE organization_id = $1 AND ended_at IS NULL)::integer AS open,
    count(*) FILTER (WHERE state = 'queued')::integer AS queued,
    count(*) FILTER (WHERE state = 'running')::integer AS running
  FROM runs WHERE organization_id = $1 AND state <> 'ended'`;
