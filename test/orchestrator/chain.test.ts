import assert from 'node:assert/strict';
import test from 'ava';
import { requestCancel } from '../../controller/orchestrator/control/request-cancel.ts';
import { DecisionEntity } from '../../controller/store/entities/decision.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { appendRunDecision } from '../../controller/store/operations/decisions/append-run-decision.ts';
import { verifyChain } from '../../controller/store/operations/decisions/verify-chain.ts';
import type { RunWork } from '../../controller/store/operations/runs/claim-run.ts';
import { eventually } from '../support/eventually.ts';
import { failed, organize, succeeded, type Organization } from '../support/orchestrate.ts';
import { anAgent } from '../support/view.ts';

const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };

// As an agent's call does it.
async function callSomething({ store, scope }: Organization, { run, project }: RunWork): Promise<void> {
  const verdict = { stage: 'permission' as const, ruleSet: 'p', digest: 'd', hitPolicy: 'first' as const, hits: [] };
  const decision = { projectId: project.id, stage: 'permission' as const, subject: 'build', facts: {}, verdict };
  const whole = { ...decision, intents: [], revision: 'r1' };
  const place = { runId: run.id, epoch: run.epoch };
  await store.transaction(async (tx) => appendRunDecision(tx, scope, store.clock.now(), place, whole));
}

test('chain: the calls of every run that ended join the chain of the project, once', async (t) => {
  const parts: { organization?: Organization } = {};
  const organization = await organize(t, [anAgent('ben'), anAgent('pia', { role: 'planner' })], async (work) => {
    if (parts.organization !== undefined) await callSomething(parts.organization, work);
    if (work.run.purpose === 'plan') return { ...succeeded, plan: [build] };
    return work.run.attempt === 1 ? failed('verify-failed') : undefined;
  });
  parts.organization = organization;
  const { store, scope, orchestrator } = organization;
  const id = await organization.start({ request: 'x' });
  const runs = await eventually(async () => {
    const found = await store.transaction(async (tx) =>
      tx.find(RunEntity, { where: { projectId: id }, order: { createdAt: 'ASC' } }),
    );
    assert.deepEqual(
      found.map((run) => [run.state, run.chainHead === null]),
      [
        ['ended', false],
        ['ended', false],
        ['running', false],
      ],
    );
    return found;
  });
  const project = await organization.project(id);
  await store.transaction(async (tx) => requestCancel(tx, scope, store.clock.now(), project));
  orchestrator.wake(id);
  await eventually(async () => assert.equal((await organization.project(id)).phase, 'Cancelled'));
  const decisions = await store.transaction(async (tx) =>
    tx.find(DecisionEntity, { where: { projectId: id }, order: { at: 'ASC', seq: 'ASC' } }),
  );
  t.deepEqual(
    decisions.flatMap(({ joins }) => joins?.runId ?? []),
    runs.map((run) => run.id),
  );
  t.is(await store.transaction(async (tx) => verifyChain(tx, scope, id)), undefined);
});
