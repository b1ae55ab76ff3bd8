import { describeTables } from '../../controller/store/transfer/describe-tables.ts';
import { sql } from '../../controller/store/sql.ts';
import type { Store } from '../../controller/store/store.ts';

/** Every row of every table as PostgreSQL writes it, sorted: what two databases that hold the same have in common. */
export async function tableTexts(store: Store): Promise<Readonly<Record<string, readonly string[]>>> {
  return store.transaction(async (tx) => {
    const texts: Record<string, readonly string[]> = {};
    await sql(tx, `SET LOCAL TimeZone = 'UTC'`, []);
    for (const { name, columns } of await describeTables(tx)) {
      const list = columns.map((column) => `"${column.name}"`).toSorted();
      const { rows } = await sql<{ row: string }>(tx, `SELECT (${list.join(', ')}, 0)::text AS row FROM "${name}"`, []);
      texts[name] = rows.map(({ row }) => row).toSorted();
    }
    return texts;
  });
}
