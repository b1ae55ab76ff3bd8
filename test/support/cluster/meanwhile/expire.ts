import assert from 'node:assert/strict';
import { eventually } from '../../eventually.ts';
import type { Cluster } from '../cluster.ts';
import type { Violation } from '../invariants.ts';

const what = 'a project whose time is over goes, and leaves one tombstone';

/** Makes an ended project as old as its organization keeps none, and sees upkeep remove it. */
export async function expire({ store }: Cluster, id: string): Promise<readonly Violation[]> {
  const ask = async <Row extends object>(text: string): Promise<Row[]> =>
    store.transaction((tx) => tx.query<Row[]>(text, [id]));
  await ask(`UPDATE projects SET ended_at = ended_at - interval '200 days' WHERE id = $1`);
  try {
    await eventually(async () => assert.deepEqual(await ask<{ left: number }>(left), [{ rows: 0, tombstones: 1 }]), {
      timeoutMs: 90_000,
    });
    return [];
  } catch (error) {
    return [{ harm: 'broken', what, found: String(error) }];
  }
}

const left = `SELECT (SELECT count(*)::int FROM projects WHERE id = $1) + (SELECT count(*)::int FROM runs WHERE project_id = $1)
    + (SELECT count(*)::int FROM events WHERE project_id = $1) AS rows,
  (SELECT count(*)::int FROM tombstones WHERE project_id = $1) AS tombstones`;
