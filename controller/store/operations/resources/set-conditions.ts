import type { Condition } from '../../condition.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { storableJson } from '../../storable.ts';
import type { Tx } from '../../store.ts';

export interface ResourceConditions {
  readonly kind: string;
  readonly name: string;
  readonly conditions: readonly Condition[];
}

/**
 * Sets what is true of resources now, each as of its present generation; resources that are gone are passed over. With
 * `keepWaiting`, what waits for room goes on waiting, unless it is not ready for another reason now.
 */
export async function setConditions(
  tx: Tx,
  { organizationId }: Scope,
  items: readonly ResourceConditions[],
  { keepWaiting = false }: { readonly keepWaiting?: boolean } = {},
): Promise<void> {
  if (items.length === 0) return;
  await sql(
    tx,
    `UPDATE resources SET conditions = new.conditions::jsonb, observed_generation = generation
     FROM unnest($2::text[], $3::text[], $4::text[]) AS new (kind, name, conditions)
     WHERE organization_id = $1 AND resources.kind = new.kind AND resources.name = new.name
       AND NOT ($5 AND resources.conditions @> '[{"reason": "Overloaded"}]' AND new.conditions::jsonb @> '[{"status": "True"}]')`,
    [
      organizationId,
      items.map((item) => item.kind),
      items.map((item) => item.name),
      items.map((item) => storableJson(item.conditions)),
      keepWaiting,
    ],
  );
}
