import type { Cluster } from '../cluster.ts';
import { conduct } from '../conduct.ts';
import type { Violation } from '../invariants.ts';

/** What the run came to that kills whoever works on it. */
export interface Poisoned {
  readonly failure: string;
  readonly recoveries: number;
  /** How often it was told that its run ended. */
  readonly ends: number;
}

/** Starts a project that kills whoever works on it, waits until it is for a person, and ends it; tells what it came to. */
export async function poison(cluster: Cluster, name = 'poison'): Promise<Poisoned> {
  const project = await conduct(cluster, name, 300_000, { kind: 'poison', more: { 'worker-lost': 'fail' } });
  return await cluster.store.transaction(async (tx) => {
    const [run] = await tx.query<Poisoned[]>(
      `SELECT failure ->> 'class' AS failure, recoveries, (
         SELECT count(*)::int FROM events WHERE events.project_id = $1 AND type = 'RunEnded' AND data ->> 'run' = runs.id::text
       ) AS ends FROM runs WHERE project_id = $1 AND purpose = 'work'
       ORDER BY created_at LIMIT 1`,
      [project.id],
    );
    return run ?? { failure: 'none', recoveries: 0, ends: 0 };
  });
}

/** Poison as a round's company: it must become a dead letter, once. */
export async function bePoisoned(cluster: Cluster, name: string): Promise<readonly Violation[]> {
  const poisoned = await poison(cluster, name);
  const isDead = poisoned.failure === 'worker-lost' && poisoned.recoveries === 3 && poisoned.ends === 1;
  if (isDead) return [];
  return [{ harm: 'broken', what: 'a run that ends its workers is ended once', found: JSON.stringify(poisoned) }];
}
