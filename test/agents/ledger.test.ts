import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { throughLedger, type LedgerCall, type LedgerEnd } from '../../controller/agents/calls/ledger.ts';
import type { RunSession } from '../../controller/agents/session/run-session.ts';
import { RunStopped } from '../../controller/agents/session/run-stopped.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { EffectClass } from '../../controller/catalog/kinds/skill.ts';
import type { FailureClass } from '../../controller/policy/failures.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { intend } from '../../controller/store/operations/effects/intend.ts';
import { listEffects } from '../../controller/store/operations/effects/list-effects.ts';
import { settleEffect } from '../../controller/store/operations/effects/settle-effect.ts';
import { pauseOrganization } from '../../controller/store/operations/setup/pause-organization.ts';
import { addProject, addRun, addTask, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

type Check = NonNullable<LedgerCall['check']>;

interface Called {
  readonly key: string;
  readonly digest?: string;
  readonly check?: Check;
  /** The process dies before there is a receipt. */
  readonly dies?: boolean;
}

const powerCut = new Error('power cut');

/** A task whose runs call one skill; `acted` is what happened in the world. */
async function openTask(t: ExecutionContext, effectClass: EffectClass) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const taskId = await addTask(store, scope, projectId);
  const acted: string[] = [];
  const begin = async () => {
    const runId = await addRun(store, scope, projectId, { taskId, leaseOwner: 'worker-1' });
    const session = { deps: { store, owner: 'worker-1' }, scope, job: { runId, epoch: 1 } } as unknown as RunSession;
    return {
      runId,
      session,
      call: async ({ key, digest = 'digest', check, dies = false }: Called): Promise<LedgerEnd> => {
        const call = { id: `call-${key}`, name: 'publish', arguments: '{"to":"all"}' };
        return throughLedger(session, {
          placed: { call, key, observation: undefined },
          skill: {
            apiVersion,
            kind: 'Skill',
            metadata: { name: 'publish' },
            spec: {
              description: 'x',
              parameters: {},
              handler: { type: 'command', command: ['x'] },
              effect: effectClass,
            },
          },
          digest,
          check,
          act: async () => {
            acted.push(`${key} ${digest}`);
            if (dies) throw powerCut;
            return { ok: true, text: `published ${acted.length}` };
          },
        });
      },
      end: async (failureClass: FailureClass) =>
        store.transaction(async (tx) =>
          tx.update(
            RunEntity,
            { id: runId },
            { state: 'ended', outcome: 'failed', failure: { class: failureClass, message: 'it ended' } },
          ),
        ),
      effects: async () => store.transaction(async (tx) => listEffects(tx, scope, runId)),
    };
  };
  const settle = async (end: LedgerEnd, happened: boolean) => {
    assert.ok(end.kind === 'failed');
    const id = end.failure.effect ?? '';
    return store.transaction(async (tx) => settleEffect(tx, scope, 0, { id, happened, by: 'ada' }));
  };
  return { store, scope, acted, begin, settle };
}

const unknown = { kind: 'failed', failure: { class: 'effect-unknown' } } as const;

test('ledger: a call that is done is taken from its receipt after a restart', async (t) => {
  const { begin, acted } = await openTask(t, 'once');
  const run = await begin();
  t.deepEqual(await run.call({ key: '1.1' }), { kind: 'observed', observation: { ok: true, text: 'published 1' } });
  t.deepEqual(await run.call({ key: '1.1' }), { kind: 'observed', observation: { ok: true, text: 'published 1' } });
  await run.call({ key: '2.1' });
  t.deepEqual(acted, ['1.1 digest', '2.1 digest'], 'another call of the same run is another effect');
});

test('ledger: a once call without a receipt is not repeated, and says what is known', async (t) => {
  const { begin, acted } = await openTask(t, 'once');
  const run = await begin();
  await t.throwsAsync(run.call({ key: '1.1', dies: true }), { is: powerCut });
  const end = await run.call({ key: '1.1' });
  t.like(end, unknown);
  const [effect] = await run.effects();
  assert.ok(end.kind === 'failed');
  t.is(end.failure.effect, effect?.id);
  for (const evidence of [
    'publish (once)',
    '{"to":"all"}',
    'digest',
    effect?.createdAt.toISOString() ?? '',
    'worker-1',
  ]) {
    t.true(end.failure.detail?.includes(evidence), evidence);
  }
  t.is(acted.length, 1);
});

test('ledger: when a person says that it happened, the next run goes on as if it had the receipt', async (t) => {
  const { begin, acted, settle } = await openTask(t, 'once');
  const first = await begin();
  await first.call({ key: '1.1', digest: 'a' });
  await t.throwsAsync(first.call({ key: '1.2', digest: 'b', dies: true }));
  const end = await first.call({ key: '1.2', digest: 'b' });
  await first.end('effect-unknown');
  t.true(await settle(end, true));
  t.false(await settle(end, false), 'the first word counts');
  const second = await begin();
  t.like(await second.call({ key: '1.1', digest: 'a' }), { observation: { ok: true, text: 'published 1' } });
  t.like(await second.call({ key: '1.2', digest: 'b' }), {
    observation: { ok: true, text: 'ada says that it took effect.' },
  });
  t.like(await second.call({ key: '1.2', digest: 'b' }), { observation: { ok: true } }, 'after a restart too');
  t.deepEqual(acted, ['1.1 a', '1.2 b']);
  await second.call({ key: '2.1', digest: 'a' });
  t.deepEqual(acted, ['1.1 a', '1.2 b', '2.1 a'], 'each stands for one call');
});

test('ledger: when a person says that it did not happen, it is made once more', async (t) => {
  const { begin, acted, settle } = await openTask(t, 'once');
  const first = await begin();
  await t.throwsAsync(first.call({ key: '1.1', dies: true }));
  const end = await first.call({ key: '1.1' });
  await first.end('effect-unknown');
  await settle(end, false);
  const second = await begin();
  await t.throwsAsync(second.call({ key: '1.1', dies: true }));
  t.is(acted.length, 2);
  t.like(await second.call({ key: '1.1' }), unknown, 'and is asked about again');
  t.is(acted.length, 2);
});

test('ledger: as long as nobody has said what happened, no later run calls the skill, whatever it wants of it', async (t) => {
  const { begin, acted, settle } = await openTask(t, 'once');
  const first = await begin();
  await t.throwsAsync(first.call({ key: '1.1', digest: 'a', dies: true }));
  await first.end('timeout');
  const second = await begin();
  const end = await second.call({ key: '1.1', digest: 'b' });
  t.like(end, unknown);
  t.like(await second.call({ key: '1.1', digest: 'b' }), unknown, 'after a restart too');
  await second.end('effect-unknown');
  t.deepEqual(acted, ['1.1 a']);
  t.true(await settle(end, false));
  const third = await begin();
  t.like(await third.call({ key: '1.1', digest: 'b' }), { kind: 'observed' });
  t.deepEqual(acted, ['1.1 a', '1.1 b']);
});

for (const effectClass of ['once', 'reconcilable'] as const) {
  test(`ledger: a new attempt after a failure of its own is free to do what is ${effectClass} again`, async (t) => {
    const { begin, acted } = await openTask(t, effectClass);
    const first = await begin();
    await first.call({ key: '1.1' });
    await first.end('verify-failed');
    await (await begin()).call({ key: '1.1' });
    t.is(acted.length, 2);
  });

  test(`ledger: a new attempt after one that lost its workers takes over what is ${effectClass} and done`, async (t) => {
    const { begin, acted } = await openTask(t, effectClass);
    const first = await begin();
    await first.call({ key: '1.1' });
    await first.end('worker-lost');
    const second = await begin();
    t.like(await second.call({ key: '2.1' }), { observation: { ok: true, text: 'published 1' } });
    t.is(acted.length, 1);
    await second.call({ key: '3.1' });
    t.is(acted.length, 2, 'each stands for one call');
  });
}

test('ledger: one that dies when it takes over what is done does so after a restart', async (t) => {
  const { store, scope, begin, acted } = await openTask(t, 'once');
  const first = await begin();
  await first.call({ key: '1.1' });
  await first.end('worker-lost');
  const second = await begin();
  const intent = { call: 'call-1.1', digest: 'digest' };
  await store.transaction(async (tx) =>
    intend(tx, scope, 0, { runId: second.runId, epoch: 1, callId: '1.1', skill: 'publish', class: 'once', intent }),
  );
  t.like(await second.call({ key: '1.1' }), { observation: { ok: true, text: 'published 1' } });
  t.is(acted.length, 1);
});

const checks: readonly (readonly [what: string, check: Check | undefined, acted: number, end: object])[] = [
  ['is there', async () => ({ ok: true, text: 'it is there' }), 1, { observation: { ok: true, text: 'it is there' } }],
  ['is not there', async () => 'absent', 2, { observation: { text: 'published 2' } }],
  ['cannot be told', async () => undefined, 1, unknown],
  ['is not looked for', undefined, 1, unknown],
];

for (const [what, check, count, expected] of checks) {
  for (const where of ['the same run', 'a later run']) {
    test(`ledger: a reconcilable call whose effect ${what}, in ${where}`, async (t) => {
      const { begin, acted } = await openTask(t, 'reconcilable');
      const first = await begin();
      await t.throwsAsync(first.call({ key: '1.1', dies: true }));
      if (where === 'a later run') await first.end('timeout');
      const run = where === 'a later run' ? await begin() : first;
      t.like(await run.call({ key: '1.1', ...(check === undefined ? {} : { check }) }), expected);
      t.is(acted.length, count);
    });
  }
}

test('ledger: an idempotent call is made again, a pure one leaves no trace', async (t) => {
  const idempotent = await openTask(t, 'idempotent');
  const run = await idempotent.begin();
  await t.throwsAsync(run.call({ key: '1.1', dies: true }));
  t.like(await run.call({ key: '1.1' }), { kind: 'observed' });
  t.is(idempotent.acted.length, 2);
});

test('ledger: nothing is done while everything is paused, and the run is given back', async (t) => {
  const { store, scope, begin, acted } = await openTask(t, 'once');
  await store.transaction(async (tx) => pauseOrganization(tx, scope, 0));
  const { call, runId } = await begin();
  const stopped = await t.throwsAsync(call({ key: '1.1' }), { instanceOf: RunStopped });
  t.is(stopped?.kind, 'stopped');
  t.deepEqual(acted, []);
  t.like(await store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { id: runId })), {
    state: 'queued',
    epoch: 2,
  });
});
