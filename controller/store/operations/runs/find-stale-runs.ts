import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

const pattern = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,9})(?:\.|$)/;

/**
 * Of labels that begin with `runId.epoch`, those whose run is over or has a newer epoch: nobody may work for them any more.
 * A label of a run that is not known here, perhaps of another system on the same machine, is not among them.
 */
export async function findStaleRuns(
  tx: Tx,
  { organizationId }: Scope,
  labels: readonly string[],
): Promise<ReadonlySet<string>> {
  const asked = labels.map((label) => ({ label, parts: pattern.exec(label) })).filter(({ parts }) => parts !== null);
  if (asked.length === 0) return new Set();
  const { rows } = await sql<{ label: string }>(
    tx,
    `SELECT asked.label FROM unnest($2::text[], $3::uuid[], $4::integer[]) AS asked (label, run, epoch)
     JOIN runs ON runs.id = asked.run AND runs.organization_id = $1
     WHERE runs.state = 'ended' OR runs.epoch > asked.epoch`,
    [
      organizationId,
      asked.map(({ label }) => label),
      asked.map(({ parts }) => parts?.[1]),
      asked.map(({ parts }) => Number(parts?.[2])),
    ],
  );
  return new Set(rows.map(({ label }) => label));
}
