import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../controller/clock/clock.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { appendDecision } from '../../controller/store/operations/decisions/append-decision.ts';
import { openStore } from '../../controller/store/open-store.ts';
import type { Store } from '../../controller/store/store.ts';
import { addProject, localScope } from '../../test/support/rows.ts';
import { createWorkload } from './workload.ts';

/** What PostgreSQL stores of each decision of a rule set of so many rules, without the facts that it was made on; sorted. */
export async function measureDecisionBytes(rules: number): Promise<readonly number[]> {
  const home = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  const store = await openStore({ home, databaseUrl: process.env['DATABASE_URL'], clock: systemClock });
  try {
    return await storeDecisions(store, rules);
  } finally {
    await store[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  }
}

async function storeDecisions(store: Store, rules: number): Promise<readonly number[]> {
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const { resource, snapshots } = createWorkload(rules);
  const { bundle } = loadRuleSet(resource);
  for (const facts of bundle === undefined ? [] : snapshots) {
    const verdict = bundle?.evaluate(facts);
    const decision = { projectId, stage: 'phase', subject: 'project', facts, intents, revision: 'bench' } as const;
    if (verdict === undefined) continue;
    await store.transaction((tx) => appendDecision(tx, scope, store.clock.now(), { ...decision, verdict }));
  }
  const rows = await store.execute(beyondFacts, [projectId]);
  return rows.map((row) => Number(row['bytes'])).toSorted((a, b) => a - b);
}

const intents = [{ do: 'move', to: 'Delegate' }];
const beyondFacts = {
  name: 'decision-bytes',
  text: 'SELECT pg_column_size(d.*) - pg_column_size(d.facts) AS bytes FROM decisions d WHERE project_id = $1',
};
