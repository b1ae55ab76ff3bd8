import assert from 'node:assert/strict';
import test from 'ava';
import { RunEntity, type RunRow } from '../../../controller/store/entities/run.ts';
import { reserve } from '../../../controller/store/operations/budgets/reserve.ts';
import { settle } from '../../../controller/store/operations/budgets/settle.ts';
import { appendRunDecision } from '../../../controller/store/operations/decisions/append-run-decision.ts';
import { intend } from '../../../controller/store/operations/effects/intend.ts';
import { receive } from '../../../controller/store/operations/effects/receive.ts';
import { buryRun } from '../../../controller/store/operations/runs/bury-run.ts';
import { claimRun } from '../../../controller/store/operations/runs/claim-run.ts';
import { finishRun } from '../../../controller/store/operations/runs/finish-run.ts';
import { giveBackRun } from '../../../controller/store/operations/runs/give-back-run.ts';
import { forgiveWait } from '../../../controller/store/operations/runs/forgive-wait.ts';
import { heartbeat } from '../../../controller/store/operations/runs/heartbeat.ts';
import { keepBase } from '../../../controller/store/operations/runs/keep-base.ts';
import { standingOf } from '../../../controller/store/operations/runs/standing-of.ts';
import { appendStep } from '../../../controller/store/operations/steps/append-step.ts';
import type { Scope } from '../../../controller/store/scope.ts';
import type { Store, Tx } from '../../../controller/store/store.ts';
import { addProject, addRun, localScope } from '../../support/rows.ts';
import { openTestStore } from '../../support/store.ts';

interface Zombie {
  readonly store: Store;
  readonly scope: Scope;
  readonly projectId: string;
  /** The run as the zombie claimed it. */
  readonly job: { readonly runId: string; readonly epoch: number };
}

const verdict = { stage: 'permission', ruleSet: 'p', digest: 'd', hitPolicy: 'first', hits: [] } as const;

// Everything that a worker writes of a run. Each is tried by a worker whose run has gone on at the next epoch.
const writes: Readonly<Record<string, (zombie: Zombie, tx: Tx) => Promise<unknown>>> = {
  claimRun: async ({ scope, job }, tx) => claimRun(tx, scope, 1, { ...job, owner: 'zombie', leaseMs: 1000 }),
  heartbeat: async ({ scope, job }, tx) => heartbeat(tx, scope, 1, { ...job, leaseMs: 1000 }),
  forgiveWait: async ({ scope, job }, tx) => forgiveWait(tx, scope, { ...job, waitedMs: 1000 }),
  keepBase: async ({ scope, job }, tx) => keepBase(tx, scope, { ...job, base: 'abc' }),
  reserve: async ({ scope, job }, tx) => reserve(tx, scope, { ...job, tokens: 1, usdMicro: 1 }),
  settle: async ({ scope, job }, tx) =>
    settle(tx, scope, { ...job, tokens: 1, usdMicro: 1 }, { tokens: 1, usdMicro: 1 }),
  intend: async ({ scope, job }, tx) =>
    intend(tx, scope, 1, { ...job, callId: '1.1', skill: 'send_mail', class: 'once', intent: {} }),
  receive: async ({ scope, job }, tx) => receive(tx, scope, 1, { ...job, id: 'before', receipt: { ok: true } }),
  appendRunDecision: async ({ scope, job, projectId }, tx) =>
    appendRunDecision(tx, scope, 1, job, {
      projectId,
      taskId: undefined,
      stage: 'permission',
      subject: 'project',
      facts: {},
      verdict,
      intents: [],
      revision: '1',
    }),
  finishRun: async ({ scope, job }, tx) =>
    finishRun(tx, scope, 1, { ...job, result: { outcome: 'succeeded', summary: 'done' } }),
  giveBackRun: async ({ scope, job }, tx) => giveBackRun(tx, scope, { ...job, owner: 'test' }),
  buryRun: async ({ scope, job }, tx) => buryRun(tx, scope, 1, { ...job, message: 'lost' }),
};

const tables = ['projects', 'runs', 'run_steps', 'effects', 'decisions', 'events', 'blobs', 'outbox', 'agents'];

async function everything(store: Store): Promise<string> {
  return store.transaction(async (tx) => {
    const rows: unknown[] = [];
    for (const table of tables) {
      rows.push([table, await tx.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::text`)]);
    }
    return JSON.stringify(rows);
  });
}

async function meetZombie(store: Store): Promise<Zombie> {
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const runId = await addRun(store, scope, projectId, { purpose: 'plan' });
  const job = { runId, epoch: 1 };
  const effect = { ...job, callId: 'before', skill: 'send_mail', class: 'once', intent: {} } as const;
  const intended = await store.transaction(async (tx) => intend(tx, scope, 1, effect));
  assert.ok(intended?.created);
  await store.transaction(async (tx) => void (await tx.query(`UPDATE effects SET id = 'before'`)));
  return { store, scope, projectId, job };
}

const ends: Readonly<Record<string, Partial<RunRow>>> = {
  'runs at the next epoch elsewhere': { epoch: 2 },
  'waits at the next epoch': { epoch: 2, state: 'queued' },
  'has ended': { epoch: 2, state: 'ended', outcome: 'fenced' },
};

for (const [how, change] of Object.entries(ends)) {
  test(`fencing: no write of a worker changes a row when its run ${how}`, async (t) => {
    const store = await openTestStore(t);
    const zombie = await meetZombie(store);
    await store.transaction(async (tx) => tx.update(RunEntity, { id: zombie.job.runId }, change));
    const before = await everything(store);
    for (const [name, write] of Object.entries(writes)) {
      const said = await store.transaction(async (tx) => write(zombie, tx));
      t.true(said === undefined || said === false, `${name} says that nothing was written`);
    }
    const step = { ...zombie.job, kind: 'note' as const, label: undefined, body: 'x' };
    t.is(await appendStep(store, zombie.scope, step), undefined);
    t.is(await store.transaction(async (tx) => standingOf(tx, zombie.scope, zombie.job)), 'lost');
    t.is(await everything(store), before);
  });
}
