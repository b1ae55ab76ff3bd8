import test from 'ava';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { appendDecision } from '../../controller/store/operations/decisions/append-decision.ts';
import { appendRunDecision } from '../../controller/store/operations/decisions/append-run-decision.ts';
import { findDecision } from '../../controller/store/operations/decisions/find-decision.ts';
import { genesis } from '../../controller/store/operations/decisions/genesis.ts';
import { listDecisions } from '../../controller/store/operations/decisions/list-decisions.ts';
import type { NewDecision } from '../../controller/store/operations/decisions/new-decision.ts';
import { verifyChain } from '../../controller/store/operations/decisions/verify-chain.ts';
import { sql } from '../../controller/store/sql.ts';
import { addProject, addRun, localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('decisions: chain by hash from the first, also when many are made at once', async (t) => {
  const { store, scope, projectId, decide } = await openChain(t);
  await Promise.all(Array.from({ length: 20 }, () => decide()));
  const rows = await store.transaction((tx) => listDecisions(tx, scope, { projectId, since: 0, limit: 100 }));
  t.deepEqual(
    rows.map(({ seq, previousHash }) => [seq, previousHash]),
    rows.map((_, index) => [index + 1, rows[index - 1]?.hash ?? genesis]),
  );
  t.is(await store.transaction((tx) => verifyChain(tx, scope, projectId)), undefined);
});

const tampered = test.macro({
  title: (name = '') => `decisions: the chain shows ${name}`,
  async exec(t, statement: string, expected: object) {
    const { store, scope, projectId, decide, runId } = await openChain(t);
    for (let count = 0; count < 3; count += 1) await decide();
    const place = { runId, epoch: 1 };
    const inRun = await store.transaction((tx) => appendRunDecision(tx, scope, 0, place, decisionOf(projectId)));
    await store.transaction((tx) => appendRunDecision(tx, scope, 0, place, decisionOf(projectId)));
    const run = await store.transaction((tx) => tx.findOneByOrFail(RunEntity, { id: runId }));
    t.is(inRun?.seq, 1);
    await decide({ joins: { runId, head: run.chainHead ?? '' } });
    t.is(await store.transaction((tx) => verifyChain(tx, scope, projectId)), undefined);
    await store.transaction((tx) => sql(tx, statement, []));
    t.like(await store.transaction((tx) => verifyChain(tx, scope, projectId)), expected);
  },
});
test('a changed fact', tampered, `UPDATE decisions SET facts = '{"a": 2}' WHERE seq = 2`, { seq: 2 });
test('a changed time', tampered, `UPDATE decisions SET at = now() WHERE seq = 1 AND run_id IS NULL`, { seq: 1 });
test(
  'a fact changed with its digest',
  tampered,
  `UPDATE decisions SET facts = '{}', digests = digests || '{"facts": ""}' WHERE seq = 3`,
  { seq: 3 },
);
test('a decision taken out', tampered, `DELETE FROM decisions WHERE seq = 2 AND run_id IS NULL`, { seq: 2 });
test('the last decision taken out', tampered, `DELETE FROM decisions WHERE seq = 4`, { seq: 4 });
test(
  'a changed decision of a run',
  tampered,
  `UPDATE decisions SET subject = 'x' WHERE seq = 2 AND run_id IS NOT NULL`,
  { seq: 2 },
);
test('the last decision of a run taken out', tampered, `DELETE FROM decisions WHERE seq = 2 AND run_id IS NOT NULL`, {
  seq: 2,
});

test('decisions: a fenced run records none', async (t) => {
  const { store, scope, projectId, runId } = await openChain(t);
  const place = { runId, epoch: 2 };
  t.is(await store.transaction((tx) => appendRunDecision(tx, scope, 0, place, decisionOf(projectId))), undefined);
});

test('decisions: are those of their organization alone', async (t) => {
  const { store, scope, projectId, decide } = await openChain(t);
  const { id } = await decide();
  const other = await otherScope(store);
  t.is(await store.transaction((tx) => findDecision(tx, other, id)), undefined);
  t.is((await store.transaction((tx) => findDecision(tx, scope, id)))?.projectId, projectId);
  const foreign = store.transaction((tx) => appendDecision(tx, other, 0, decisionOf(projectId)));
  await t.throwsAsync(foreign, { code: 'NOT_FOUND' });
});

test('decisions: facts with texts that PostgreSQL refuses still verify', async (t) => {
  const { store, scope, projectId, decide } = await openChain(t);
  await decide({ facts: { text: 'cut \ud83d', nul: 'a\0b', small: 1e-7, big: 1e21, zero: -0 } });
  t.is(await store.transaction((tx) => verifyChain(tx, scope, projectId)), undefined);
});

async function openChain(t: Parameters<typeof openTestStore>[0]) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope, {});
  const runId = await addRun(store, scope, projectId);
  const decide = (changes: Partial<NewDecision> = {}) =>
    store.transaction((tx) => appendDecision(tx, scope, store.clock.now(), { ...decisionOf(projectId), ...changes }));
  return { store, scope, projectId, runId, decide };
}

function decisionOf(projectId: string): NewDecision {
  const hits = [{ rule: 'begin', type: 'Delegate', params: {} }];
  return {
    projectId,
    stage: 'phase',
    subject: 'project',
    fromPhase: 'Plan',
    toPhase: 'Delegate',
    facts: { now: 1, planned: true, list: ['a', null] },
    verdict: { stage: 'phase', ruleSet: 'maios-phases', digest: 'd', hitPolicy: 'first', hits },
    intents: [{ do: 'move' }],
    revision: 'r1',
  };
}
