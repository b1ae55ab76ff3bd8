import test, { type ExecutionContext } from 'ava';
import { giveInput } from '../../controller/orchestrator/control/give-input.ts';
import { EffectEntity } from '../../controller/store/entities/effect.ts';
import { EscalationEntity } from '../../controller/store/entities/escalation.ts';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { intend } from '../../controller/store/operations/effects/intend.ts';
import { insertEscalation } from '../../controller/store/operations/escalations/insert-escalation.ts';
import { addProject, addRun, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

async function askAbout(t: ExecutionContext) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const runId = await addRun(store, scope, projectId);
  const intended = { runId, epoch: 1, callId: '1.1', skill: 'publish', class: 'once', intent: {} } as const;
  const effect = (await store.transaction(async (tx) => intend(tx, scope, 0, intended)))?.id ?? '';
  await store.transaction(async (tx) => {
    await tx.update(RunEntity, { id: runId }, { state: 'ended' });
    await insertEscalation(tx, scope, 0, {
      projectId,
      taskId: undefined,
      runId,
      action: 'person',
      failure: { class: 'effect-unknown', message: 'publish may or may not have taken effect', effect },
      question: 'project: it may or may not have taken effect',
      options: ['happened', 'not-happened', 'fail'],
      expiresAt: undefined,
      onExpiry: undefined,
    });
  });
  return {
    say: async (text: string, escalation?: string) =>
      store.transaction(async (tx) =>
        giveInput(tx, scope, 1, await tx.findOneByOrFail(ProjectEntity, { id: projectId }), text, escalation),
      ),
    receipt: async () =>
      (await store.transaction(async (tx) => tx.findOneByOrFail(EffectEntity, { id: effect }))).receipt,
    id: async () => (await store.transaction(async (tx) => tx.findOneByOrFail(EscalationEntity, { projectId }))).id,
    state: async () =>
      (await store.transaction(async (tx) => tx.findOneByOrFail(EscalationEntity, { projectId }))).state,
  };
}

const says = test.macro({
  async exec(t, text: string, receipt: object | null) {
    const asked = await askAbout(t);
    t.true((await asked.say(text)).answered);
    if (receipt === null) t.is(await asked.receipt(), null);
    else t.like(await asked.receipt(), receipt);
  },
  title: (_, text) => `effect answer: "${text}" is written down for what it says`,
});

test(says, 'happened', { ok: true, happened: true, by: 'local' });
test(says, 'Not-happened, the mailbox is empty', { ok: false, happened: false, by: 'local' });
test(says, 'retry', { ok: false, happened: false });
test(says, 'fail', null);

test('effect answer: advice is no answer, and leaves the question open', async (t) => {
  const { say, receipt, state } = await askAbout(t);
  const error = await t.throwsAsync(say('I think it went through'));
  t.regex(error?.message ?? '', /expected an answer that begins with happened, not-happened, fail, found "I think/);
  t.is(await receipt(), null);
  t.is(await state(), 'open');
});

test('effect answer: of two answers to one question the first wins, and the other is told so', async (t) => {
  const { say, receipt, id } = await askAbout(t);
  const escalation = await id();
  const said = await Promise.allSettled([say('happened', escalation), say('not-happened', escalation)]);
  const lost = said.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  t.is(lost.length, 1);
  t.like(lost[0], { code: 'CONFLICT' });
  t.like(await receipt(), { happened: said[0]?.status === 'fulfilled' });
});
