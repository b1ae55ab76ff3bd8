import { sql } from '../../controller/store/sql.ts';
import { addEntry } from '../../controller/store/operations/memory/add-entry.ts';
import { saveEmbedding } from '../../controller/store/operations/memory/save-embedding.ts';
import { appendEvents } from '../../controller/store/operations/events/append-events.ts';
import { appendStep } from '../../controller/store/operations/steps/append-step.ts';
import { intend } from '../../controller/store/operations/effects/intend.ts';
import { newId } from '../../controller/store/new-id.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { addProject, addRun, addTask, localScope } from './rows.ts';
import { appendDecision } from '../../controller/store/operations/decisions/append-decision.ts';
import type { NewDecision } from '../../controller/store/operations/decisions/new-decision.ts';

export interface Filled {
  readonly scope: Scope;
  readonly projectId: string;
  readonly runId: string;
}

const awkward = 'naïve \\ "quoted"\n\t{NULL} \u{1F600} \u2028';

/** At least one row in every table, with values that are easily damaged on the way. */
export async function fillStore(store: Store): Promise<Filled> {
  const scope = await localScope(store);
  const now = store.clock.now();
  const projectId = await addProject(store, scope, { summary: awkward, tokensSpent: 2 ** 53 - 1 });
  // A parent that sorts after its child.
  const parentId = await addTask(store, scope, projectId, { title: awkward });
  const taskId = await addTask(store, scope, projectId, { id: `00000000${newId(now).slice(8)}`, parentId });
  const runId = await addRun(store, scope, projectId, { taskId });
  await fillByOperations(store, scope, { projectId, runId, now });
  await fillByHand(store, scope, { projectId, taskId, parentId, now });
  return { scope, projectId, runId };
}

async function fillByOperations(
  store: Store,
  scope: Scope,
  { projectId, runId, now }: { readonly projectId: string; readonly runId: string; readonly now: number },
): Promise<void> {
  for (const body of ['', awkward, 'x'.repeat(3_000_000)]) {
    await appendStep(store, scope, { runId, epoch: 1, kind: 'turn', label: awkward, body });
  }
  await store.transaction(async (tx) => {
    const created = { name: 'p', request: awkward, rehearsal: true };
    await appendEvents(tx, scope, projectId, [{ type: 'ProjectCreated', data: created }]);
    const decision = await appendDecision(tx, scope, now, decisionOf(projectId));
    const ownerId = await addEntry(tx, scope, now, { kind: 'lesson', text: awkward, projectId });
    const vector = Float32Array.from({ length: 512 }, (_, index) => Math.sin(index) / 3);
    await saveEmbedding(tx, scope, now, { ownerKind: 'memory', ownerId, model: 'm', vector });
    await saveEmbedding(tx, scope, now, { ownerKind: 'decision', ownerId: decision.id, model: 'm', vector });
    const effect = { runId, epoch: 1, callId: 'c', skill: 's', class: 'once' as const, intent: { text: awkward } };
    await intend(tx, scope, now, effect);
  });
}

async function fillByHand(
  store: Store,
  { organizationId }: Scope,
  { projectId, taskId, parentId, now }: Readonly<Record<'projectId' | 'taskId' | 'parentId', string>> & { now: number },
): Promise<void> {
  const id = newId(now);
  await store.transaction(async (tx) => {
    await sql(tx, `INSERT INTO task_dependencies VALUES ($1, $2, $3)`, [taskId, parentId, organizationId]);
    await sql(
      tx,
      `INSERT INTO agents VALUES ($1, 'ben', 1, 0, 7, 0, 9007199254740991, 0, 0, '2026-01-02 03:04:05.678901Z')`,
      [organizationId],
    );
    await sql(
      tx,
      `INSERT INTO resources VALUES ($1, $2, 'Agent', 'ben', 'api', '1', 'd', 1, 0, '{"a": [1.50, null, "\\u00e9"]}', '[]', now(), now())`,
      [id, organizationId],
    );
    await sql(
      tx,
      `INSERT INTO escalations (id, organization_id, project_id, version, action, state, options, created_at)
      VALUES ($1, $2, $3, 1, 'person', 'open', '[]', now())`,
      [id, organizationId, projectId],
    );
    await sql(
      tx,
      `INSERT INTO outbox (id, organization_id, topic, payload, created_at) VALUES ($1, $2, 'other', '{}', now())`,
      [id, organizationId],
    );
    await sql(tx, `INSERT INTO leases VALUES ('somebody', 'o', 7, now())`, []);
    await sql(tx, `INSERT INTO rule_sets VALUES ($1, 'phase', 'r', 'd', now())`, [organizationId]);
    await sql(tx, `INSERT INTO tombstones VALUES ($1, $2, 'gone', 'd', 'Complete', 3, 'head', now(), now())`, [
      id,
      organizationId,
    ]);
    await sql(tx, `INSERT INTO discarded_blobs VALUES ($1, '\\x00ff0a'::bytea)`, [organizationId]);
  });
}

function decisionOf(projectId: string): NewDecision {
  const hits = [{ rule: 'begin', type: 'Delegate', params: { text: awkward } }];
  return {
    projectId,
    stage: 'phase',
    subject: 'project',
    fromPhase: 'Plan',
    toPhase: 'Delegate',
    facts: { now: 1, planned: true, list: ['a', null], small: 1e-7, big: 1e21 },
    verdict: { stage: 'phase', ruleSet: 'maios-phases', digest: 'd', hitPolicy: 'first', hits },
    intents: [{ do: 'move' }],
    revision: 'r1',
  };
}
