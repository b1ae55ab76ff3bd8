import type { Scope } from '../../scope.ts';
import type { Store } from '../../store.ts';

/** Forgets messages that are published. */
export async function letGo(store: Store, { organizationId }: Scope, ids: readonly string[]): Promise<void> {
  await store.execute(statement, [organizationId, ids]);
}

const statement = {
  name: 'outbox-let-go',
  text: 'DELETE FROM outbox WHERE organization_id = $1 AND id = ANY($2::uuid[])',
};
