import assert from 'node:assert/strict';
import { eventually } from '../../eventually.ts';
import { askServer } from '../ask-server.ts';
import type { Cluster } from '../cluster.ts';
import type { Violation } from '../invariants.ts';

/** Runs that a worker holds just now. */
export async function running({ store }: Cluster): Promise<number> {
  const rows = await store.transaction((tx) =>
    tx.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM runs WHERE state = 'running'`),
  );
  return rows[0]?.count ?? 0;
}

/** Pauses the organization in the middle of its work, whatever dies of it, sees that it holds, and resumes it. */
export async function pauseAndResume(cluster: Cluster): Promise<readonly Violation[]> {
  const [server] = cluster.servers();
  assert.ok(server);
  const tell = async (what: 'pause' | 'resume'): Promise<void> =>
    assert.equal((await askServer(server.home, 'POST', `/api/organization/${what}`)).status, 200);
  await eventually(async () => assert.ok((await running(cluster)) > 0), { timeoutMs: 60_000 });
  await eventually(async () => tell('pause'), { timeoutMs: 60_000 });
  try {
    await eventually(async () => assert.equal(await running(cluster), 0), { timeoutMs: 30_000 });
    return [];
  } catch (error) {
    return [{ harm: 'broken', what: 'a paused organization holds', found: String(error) }];
  } finally {
    await eventually(async () => tell('resume'), { timeoutMs: 60_000 });
  }
}
