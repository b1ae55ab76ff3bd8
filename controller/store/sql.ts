import { storableText } from './storable.ts';
import type { Tx } from './store.ts';

export interface SqlResult<Row> {
  readonly rows: readonly Row[];
  /** Rows that an INSERT, UPDATE or DELETE touched. */
  readonly affected: number;
}

/** One SQL statement inside the transaction. `Row` is what the statement is known to return; bigint comes as number. */
export async function sql<Row = Record<string, never>>(
  tx: Tx,
  text: string,
  values: readonly unknown[],
): Promise<SqlResult<Row>> {
  // EntityManager.query() returns another shape for UPDATE than for SELECT; the runner's structured result does not.
  const storable = values.map((value) => (typeof value === 'string' ? storableText(value) : value));
  const result = await tx.queryRunner?.query(text, storable, true);
  return { rows: (result?.records ?? []) as Row[], affected: result?.affected ?? 0 };
}
