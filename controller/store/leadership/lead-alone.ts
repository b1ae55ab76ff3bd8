import type { Leadership } from '../leadership.ts';
import { takeLease } from '../operations/leases/take-lease.ts';
import type { Store } from '../store.ts';
import { leaderLease } from './fence.ts';
import { createOffice, requireEpoch } from './office.ts';

/** Leads at once and until it is disposed of: the kernel's lock on the data folder lets no other process in. */
export async function leadAlone(
  { transaction, clock }: Pick<Store, 'transaction' | 'clock'>,
  owner: string,
): Promise<Leadership> {
  const office = createOffice();
  office.set(await transaction(async (tx) => takeLease(tx, clock.now(), { name: leaderLease, owner })));
  return {
    ...office,
    guard: async (_tx, epoch) => requireEpoch(office, epoch),
    async [Symbol.asyncDispose]() {
      office.set(undefined);
    },
  };
}
