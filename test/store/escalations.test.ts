import test from 'ava';
import { EventEntity } from '../../controller/store/entities/event.ts';
import { closeEscalation } from '../../controller/store/operations/escalations/close-escalation.ts';
import { insertEscalation } from '../../controller/store/operations/escalations/insert-escalation.ts';
import { finishRun } from '../../controller/store/operations/runs/finish-run.ts';
import { addProject, addRun, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('escalations: a supervisor that answers too late changes nothing, and nobody is told that it answered', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const failure = { class: 'verify-failed' as const, message: 'x' };
  const id = await store.transaction(async (tx) =>
    insertEscalation(tx, scope, 0, {
      projectId,
      taskId: undefined,
      runId: undefined,
      action: 'supervise',
      failure,
      question: undefined,
      options: [],
      expiresAt: undefined,
      onExpiry: undefined,
    }),
  );
  const context = { previousFailures: [], predecessors: [], notes: [], condensed: false, approvedCalls: [] };
  const escalation = { id, failure, options: ['retry'] };
  const runId = await addRun(store, scope, projectId, {
    purpose: 'supervise',
    context: { ...context, escalation },
  });
  await store.transaction(async (tx) => {
    const expired = { state: 'expired' as const, answer: 'fail', note: undefined, by: 'expiry' };
    t.true(await closeEscalation(tx, scope, 0, id, expired));
    const decision = { action: 'retry', reason: 'why not' };
    t.true(await finishRun(tx, scope, 0, { runId, epoch: 1, result: { outcome: 'succeeded', summary: '', decision } }));
    t.is(await tx.countBy(EventEntity, { projectId, type: 'Answered' }), 0);
  });
});
