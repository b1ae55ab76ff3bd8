import { type SkillResource } from '../catalog/kinds/kinds.ts';
import { type EffectClass } from '../catalog/kinds/skill.ts';
import { faultpoint } from '../faults/faultpoint.ts';
import { type Observation } from '../sandbox/skill-handler.ts';
import { intend, type EffectState } from '../store/operations/effects/intend.ts';
import { receive } from '../store/operations/effects/receive.ts';
import { carryOut } from './carry-out.ts';
import { judgeCall } from './judge-call.ts';
import { type PlacedCall } from './progress.ts';
import { readArguments } from './read-arguments.ts';
import { failed, type Failed, type RunSession } from './run-session.ts';
import { RunStopped } from './run-stopped.ts';
import { stopUnlessHeld } from './stop-unless-held.ts';
import { type Toolbox } from './toolbox.ts';
import { type Workbench } from './workbench.ts';

export type CallEnd<T> =
  | { readonly kind: 'observed'; readonly observation: Observation }
  /** The control tool accepted what was handed in. */
  | { readonly kind: 'submitted'; readonly value: T; readonly observation: Observation }
  | Failed;

/** One call of a tool, whatever the model wrote: an unknown tool, bad arguments and a denial are observations. */
export async function callTool<T>(
  session: RunSession,
  bench: Workbench | undefined,
  toolbox: Toolbox<T>,
  placed: PlacedCall,
): Promise<CallEnd<T>> {
  const { call } = placed;
  if (toolbox.control !== undefined && call.name === toolbox.control.tool.name) {
    return submit(toolbox.control, call.arguments);
  }
  const skill = toolbox.skills.get(call.name);
  if (skill === undefined || bench === undefined) return observed(false, unknownTool(call.name, toolbox));
  const read = readArguments(call.arguments, skill.spec.parameters);
  if (!read.ok) return observed(false, read.text);
  const judgement = await judgeCall(session, skill, read.args);
  if (judgement.effect === 'deny') {
    return observed(false, `PERMISSION_DENIED: ${call.name} is not allowed here: ${judgement.reason}`);
  }
  if (judgement.effect === 'ask') {
    return failed('permission-ask', asking(session, call, judgement.reason), judgement.digest);
  }
  return withLedger(session, placed, skill, () => carryOut(session, bench, skill, read.args));
}

function submit<T>(control: NonNullable<Toolbox<T>['control']>, text: string): CallEnd<T> {
  const read = readArguments(text, control.tool.parameters);
  if (!read.ok) return observed(false, read.text);
  const accepted = control.accept(read.args);
  if (!accepted.ok) return observed(false, accepted.text);
  return { kind: 'submitted', value: accepted.value, observation: { ok: true, text: 'accepted' } };
}

/**
 * The effect ledger: an intent before the call, a receipt after it. After a crash, a `pure` or `idempotent` call is
 * simply made again; any other is taken from its receipt, and without a receipt nobody knows whether it happened.
 */
async function withLedger<T>(
  session: RunSession,
  placed: PlacedCall,
  skill: SkillResource,
  act: () => Promise<Observation>,
): Promise<CallEnd<T>> {
  const effectClass: EffectClass = skill.spec.effect;
  if (effectClass === 'pure') return { kind: 'observed', observation: await act() };
  faultpoint('run.judged');
  const effect = await intendCall(session, placed, effectClass);
  if (!effect.created && effectClass !== 'idempotent') return unrepeatable(effect, placed);
  faultpoint('run.intended');
  const observation = await act();
  faultpoint('run.acted');
  await receiveCall(session, effect, effectClass, observation);
  faultpoint('run.received');
  return { kind: 'observed', observation };
}

async function intendCall(
  { deps, scope, job }: RunSession,
  { call, key }: PlacedCall,
  effectClass: EffectClass,
): Promise<EffectState> {
  const intended = { ...job, callId: key, skill: call.name, class: effectClass, intent: { call: call.id } };
  const effect = await deps.store.transaction((tx) => intend(tx, scope, deps.store.clock.now(), intended));
  if (effect === undefined) await stopUnlessHeld({ deps, scope, job });
  if (effect === undefined) throw new RunStopped('lost', 'the run has gone on elsewhere');
  return effect;
}

async function receiveCall(
  { deps, scope, job }: RunSession,
  effect: EffectState,
  effectClass: EffectClass,
  observation: Observation,
): Promise<void> {
  // What an idempotent call showed is never read back, so it is not kept twice.
  const receipt =
    effectClass === 'idempotent' ? { ok: observation.ok } : { ok: observation.ok, text: observation.text };
  await deps.store.transaction((tx) => receive(tx, scope, deps.store.clock.now(), { ...job, id: effect.id, receipt }));
}

function unrepeatable<T>({ receipt }: EffectState, { call }: PlacedCall): CallEnd<T> {
  if (receipt !== undefined) {
    return observed(receipt['ok'] === true, typeof receipt['text'] === 'string' ? receipt['text'] : '');
  }
  return failed(
    'effect-unknown',
    `${call.name} may or may not have happened before a crash, and must not be repeated unasked`,
  );
}

function observed<T>(ok: boolean, text: string): CallEnd<T> {
  return { kind: 'observed', observation: { ok, text } };
}

function unknownTool<T>(name: string, toolbox: Toolbox<T>): string {
  const known = toolbox.tools.map((tool) => tool.name).join(', ');
  return `there is no tool "${name}"; the tools are: ${known === '' ? 'none' : known}`;
}

function asking(session: RunSession, call: PlacedCall['call'], reason: string): string {
  const shown = call.arguments.length > 500 ? `${call.arguments.slice(0, 500)}…` : call.arguments;
  return `${session.agent?.metadata.name ?? 'the agent'} asks to call ${call.name} with ${shown} (${reason})`;
}
