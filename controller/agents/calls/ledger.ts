import type { SkillResource } from '../../catalog/kinds/kinds.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { Observation } from '../../sandbox/skill-handler.ts';
import type { JsonObject } from '../../store/decision-contract.ts';
import { earlierEffects, type EarlierEffect } from '../../store/operations/effects/earlier-effects.ts';
import { intend, type EffectState } from '../../store/operations/effects/intend.ts';
import { receive } from '../../store/operations/effects/receive.ts';
import type { PlacedCall } from '../session/progress.ts';
import type { Failed, RunSession } from '../session/run-session.ts';
import { stopUnlessHeld } from '../session/stop-unless-held.ts';
import { RunStopped } from '../session/run-stopped.ts';

/** One permitted call of a skill that has an effect. */
export interface LedgerCall {
  readonly placed: PlacedCall;
  readonly skill: SkillResource;
  /** Names just this skill with just these arguments. */
  readonly digest: string;
  readonly act: () => Promise<Observation>;
  /** Looks whether the call took effect; what it then shows, `absent`, or undefined: it cannot be told. */
  readonly check: (() => Promise<Observation | 'absent' | undefined>) | undefined;
}

export type LedgerEnd = { readonly kind: 'observed'; readonly observation: Observation } | Failed;

interface Entry {
  readonly effect: EffectState;
  /** One of an earlier run, done, whose place this call takes. */
  readonly done: EarlierEffect | undefined;
  /** One that may have happened: this very call before a crash, or one of an earlier run. */
  readonly unknown: Pick<EarlierEffect, 'id' | 'intent' | 'createdAt'> | undefined;
}

/**
 * The effect ledger: an intent before the call, a receipt after it. A `pure` call has no entry. After a crash an
 * `idempotent` one is made again; any other is taken from its receipt. Without a receipt, a `reconcilable` one looks whether
 * it happened, and a `once` one fails as `effect-unknown`: only a person can tell. What earlier runs of the task may have
 * done is looked at in the same way, and what one did that was cut off counts as done, so that a new attempt repeats
 * nothing silently.
 */
export async function throughLedger(session: RunSession, call: LedgerCall): Promise<LedgerEnd> {
  const { effect: effectClass } = call.skill.spec;
  if (effectClass === 'pure') return observed(await call.act());
  faultpoint('run.judged');
  const entry = await enter(session, call);
  const { effect, done, unknown } = entry;
  const { receipt } = effect;
  if (receipt !== undefined && effectClass !== 'idempotent' && receipt['made'] !== false) return recorded(receipt);
  if (done !== undefined) return takeOver(session, call, effect, done);
  if (unknown !== undefined && effectClass !== 'idempotent') return reconcile(session, call, effect, unknown);
  return carryOut(session, call, effect);
}

async function carryOut(session: RunSession, call: LedgerCall, effect: EffectState): Promise<LedgerEnd> {
  faultpoint('run.intended');
  const observation = await call.act();
  faultpoint('run.acted');
  // What an idempotent call showed is never read back, so it is not kept twice.
  const { ok, text } = observation;
  await giveReceipt(session, effect.id, call.skill.spec.effect === 'idempotent' ? { ok } : { ok, text });
  faultpoint('run.received');
  return observed(observation);
}

async function reconcile(
  session: RunSession,
  call: LedgerCall,
  effect: EffectState,
  unknown: NonNullable<Entry['unknown']>,
): Promise<LedgerEnd> {
  const found = await call.check?.();
  if (found === undefined) {
    // It was not made this time: nothing is to be found out about it later.
    if (effect.created) await giveReceipt(session, effect.id, { ok: false, made: false });
    return notKnown(call, unknown);
  }
  if (found === 'absent') return carryOut(session, call, effect);
  await giveReceipt(session, effect.id, { ok: found.ok, text: found.text });
  return observed(found);
}

async function takeOver(
  session: RunSession,
  call: LedgerCall,
  effect: EffectState,
  done: EarlierEffect,
): Promise<LedgerEnd> {
  const receipt = { ...done.receipt, takenFrom: done.id };
  await giveReceipt(session, effect.id, receipt);
  return recorded(receipt);
}

async function enter(session: RunSession, call: LedgerCall): Promise<Entry> {
  const { deps, scope, job } = session;
  const { placed, skill, digest } = call;
  const { effect: effectClass } = skill.spec;
  const now = deps.store.clock.now();
  const intent: JsonObject = { call: placed.call.id, digest, worker: deps.owner };
  const intended = { ...job, callId: placed.key, skill: placed.call.name, class: effectClass, intent };
  const entry = await deps.store.transaction(async (tx): Promise<Entry | undefined> => {
    const isRepeatable = effectClass === 'idempotent';
    const earlier = isRepeatable ? [] : await earlierEffects(tx, scope, { ...job, skill: placed.call.name });
    const effect = await intend(tx, scope, now, intended);
    if (effect === undefined) return undefined;
    const own = effect.created || effect.receipt !== undefined ? undefined : effect;
    const done = effect.receipt === undefined ? earlier.find((each) => stands(each, digest)) : undefined;
    return { effect, done, unknown: own ?? earlier.find(({ receipt }) => receipt === null) };
  });
  if (entry !== undefined) return entry;
  await stopUnlessHeld(session);
  throw new RunStopped('lost', 'the run has gone on elsewhere');
}

function stands({ carriesOver, receipt, intent }: EarlierEffect, digest: string): boolean {
  return carriesOver && receipt?.['ok'] === true && intent['digest'] === digest;
}

function notKnown({ placed, skill, digest }: LedgerCall, unknown: NonNullable<Entry['unknown']>): Failed {
  const { name } = placed.call;
  const { intent, createdAt, id } = unknown;
  const shown = placed.call.arguments.length > 500 ? `${placed.call.arguments.slice(0, 500)}…` : placed.call.arguments;
  const detail = [
    `skill      ${name} (${skill.spec.effect})`,
    `arguments  ${shown}`,
    `digest     ${textOf(intent['digest']) ?? digest}`,
    `intended   ${createdAt.toISOString()}`,
    `worker     ${textOf(intent['worker']) ?? 'unknown'}`,
  ].join('\n');
  const message = `${name} may or may not have taken effect at ${createdAt.toISOString()}, and must not be repeated unasked`;
  return { kind: 'failed', failure: { class: 'effect-unknown', message, detail, effect: id } };
}

async function giveReceipt({ deps, scope, job }: RunSession, id: string, receipt: JsonObject): Promise<void> {
  await deps.store.transaction((tx) => receive(tx, scope, deps.store.clock.now(), { ...job, id, receipt }));
}

function recorded(receipt: JsonObject): LedgerEnd {
  return observed({ ok: receipt['ok'] === true, text: textOf(receipt['text']) ?? '' });
}

function observed(observation: Observation): LedgerEnd {
  return { kind: 'observed', observation };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
