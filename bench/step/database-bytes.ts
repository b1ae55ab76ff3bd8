import type { Store } from '../../controller/store/store.ts';

/** Tables and indexes of the whole database, after a checkpoint. */
export async function databaseBytes(store: Store): Promise<number> {
  await store.execute({ name: 'checkpoint', text: 'CHECKPOINT' }, []);
  const size = { name: 'database-size', text: 'SELECT pg_database_size(current_database()) AS bytes' };
  const [row] = await store.execute(size, []);
  return Number(row?.['bytes']);
}
